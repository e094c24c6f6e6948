"""How common a code is: from people's codings alone, from the machine's, and from both without the machine's bias."""
