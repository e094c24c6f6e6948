"""The words that tell a stance, as patterns with the reach of each: data for `pipelines.stance`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from catalog.codebook.syntax import Pattern, parse
from catalog.records import STANCES, Stance

FAR = 60
Reach = Literal["right", "phrase", "left", "clause", "sentence", "back"]
Role = Stance | Literal["edge", "shield"]


@dataclass(frozen=True, slots=True)
class ScopeCue:
    """Patterns that give a stance to evidence in their reach, at most `near` words away.

    A cue reaches what follows in its clause (`right`) or up to the next comma (`phrase`), what stands
    before (`left`), both (`clause`), its sentence, or the sentences before it too (`back`).
    An `edge` ends a clause where it begins; a `shield` is a turn of phrase whose words are no cue.
    """

    role: Role
    reach: Reach
    patterns: tuple[Pattern, ...]
    near: int = FAR


# Role, reach and farthest distance in words, then the patterns.
_TABLE = """
[edge right]
but
however
although
though
whereas
while
because
yet
instead
until
unless
(and|then|which) (we|i|they|it|he|she|now|instead)

[shield right]
not (only|just|simply|merely|solely|alone|always|necessarily)
(rather than|instead of) (only|just|simply|merely|solely|always)
process of (pilot|implement|use)
(we|i) would (say|argue|describe|call|note|add|agree|not|recommend)
would not (have|be) ~2 (without|if)
(=no|not) (matter|doubt|surprise|wonder|exception|secret)
(why|if|whether|or) not
not to mention
can not (wait|imagine|say enough|help)
no (one|body) (leave|fall|size)
not (afraid|uncommon|unusual|enough)
(be|get) =used to
no (child|student|kid) leave behind
no less than
not until
a few
should (be|have) (able|know)
(student|kid|learner|child|they|he|she|who) (want|hope|wish|need|plan|would like) to
what (they|student|kid) (want|need|hope)

[negated right 7]
=not
never
neither
hardly
rarely
seldom
few of
(very|too) (few|little)
nobody
no one
none of
nowhere
(far|shy|break|broke|broken) away from
anything but
(refuse|decline|fail|reject) to?
(reject|resist|avoid|lack|oppose)
(lack|absence) of

[negated right 5]
=not a? ~1 (true|real)
(=no|zero) ~1 (real|formal|true|actual)

[negated phrase 7]
without
rather than
instead of
as (oppose|opposed) to

[negated right 3]
(=no|zero)
=few

[negated left 4]
(do|be|have|would|will) not ~1 (happen|exist|something|part|here|there|us|one)
never ~1 (happen|occur|take hold|take off)
(rarely|seldom) ~1 (happen|occur|use)
be not ~2 (true|case)

[past right 9]
no long
(we|i|they|he|she|it|school|district|teacher|team|staff|student|kid|there|us|leader|department) =used to
=previously
=stopped
have stop
stop do
(discontinue|abandon|scrap|eliminate|drop|phase) out?
(give|get) (up on|rid of)
(go|move|shift|pull|turn|step|transition|switch|steer) ~1 (away|back) from
(shift|switch|transition|evolve) from
in the past
(back|year) ago we
(we|i|district|school) (=tried|=had tried)
(let|put) go of
(replace|retire|sunset|shelve)

[past sentence]
(before|during|because of|in) (covid|the pandemic|=remote learning)

[past left 9]
(=fizzled|=died|=stopped|=ended|=failed|=disappeared|=collapsed|=lapsed|=faded) (out|away|off)?
be ~1 (drop|discontinue|cut|abandon|scrap|eliminate|phase out)
(go|fall) (away|by the wayside|apart)
until (we|it|they|the)
(=was|=were) a thing
(do|have|be) not ~1 (last|stick|work out|survive|continue|any more)
any (more|long)
for a (while|year|time|semester)
year ago

[past back]
(we|i|they|district|school) ~1 (=stopped|=dropped|=abandoned|=ended|=quit|=scrapped|=discontinued)
(=gave|=given) (it|that|them|this)? up
get rid of (it|that|them)
(it|that|this|they) ~1 (=fizzled|=died|=failed|=ended|=stopped|=collapsed)
(it|that|this|they) do not (work|last|stick|go|take|scale)
(=lasted|=ran) ~3 (year|month|week|semester|term)
(let|put) (it|that) go
never (catch|caught) on

[planned right]
(we|i|they|he|she|it|school|district|teacher|team|staff|department) (now|also|all)? plan (to|on|for)
(be|have|=are) (now|also|currently)? =planning (to|on|for|how)
(have|be|=is|=are) (already|also)? =planned
=plans (to|for|are|call)
(we|i|they|he|she|it|school|district|teacher|team|staff|department) (now|also)? intend to
=intends to
(we|district|school|they) be ~1 (going to|about to|set to|slate to|schedule to)
be ~1 (look into|explore|consider|investigate|research|draft)
(we|district|school) be ~2 (develop|design|plan|prepare|write)
(we|district|they) be ~1 (get|getting) ready to
in the process of
(=our|the) (=focus|=plan|=priority|=work) will
will (soon|eventually|begin|start|launch|open|pilot|introduce|implement|roll|adopt|expand|move|add)
(begin|start|launch|open|come|pilot) (in|this|next) (the|come)? (fall|september|summer|january|year|spring)
(be|=are) (work|move) toward
(soon|eventually) (we|be)

[planned sentence]
(next|come|upcoming|follow) (year|fall|spring|semester|september|summer|winter|term|school year)
in the (future|come year|year to come)
(down the road|on the horizon|in the works|on the drawing board)
(as|once|when) we (open|launch|expand|grow|move forward)
not yet
(this|by) (come|next) (year|fall|spring|september|summer)

[desired right]
(we|i|they|district|school|teacher|staff) (all|really|do|also|just|still)? hope (to|that|for|we)
(we|i|school|district) ~1 (be|=are) =hoping (to|that|for)
hope be (to|that)
would (like|love|prefer) (to|for|a|more|it|our|every)
(we|i|teacher|district|staff|school) ~1 (want|wish|dream|desire) (to|for|that|a|we|more|our|of)
(we|i|teacher|district|school) (really|also|still|would|do)? need (to|more|a|an|better|the|help|time|some)
(we|i|school|district|teacher) ~1 should
(we|i|they) ~1 could (use|do|have|offer|add|give|try)
(would|could) be (nice|great|good|ideal|wonderful|helpful|amazing) (to|if)?
=ideally
(we|i) would
if (we|i|only) ~2 (=had|could|have|get)
magic wand
in (a|an) (perfect|ideal) world
what if we
how (can|could|do|might|should) we
(=our|=my) (hope|dream|wish|aspiration) (be|to|for)

[desired left 6]
would (be|help|make|allow|let) ~2 (nice|great|ideal|good|wonderful|huge|us)
be ~2 (=goal|=dream|=hope|wish list|next step)
(be|=is|=are) (need|want)
(something|thing) ~1 (we|i|they) ~2 (want|hope|like|need|love)

[current clause]
(already|currently|=now|=still|=nowadays|=today)
(=went|=moved|=switched|=changed) back? (to|into|over)
(=replaced|instead|=ended up|=turned into|=became)
"""


def _read(table: str) -> Iterator[ScopeCue]:
    for section in re.split(r"\n\[", "\n" + table.strip())[1:]:
        title, *lines = section.strip().splitlines()
        role, reach, *near = title.rstrip("]").split()
        patterns = tuple(parse(line) for line in lines if line)
        yield ScopeCue(_ROLES[role], _REACHES[reach], patterns, int(near[0]) if near else FAR)


_REACHES: dict[str, Reach] = {reach: reach for reach in get_args(Reach)}
_ROLES: dict[str, Role] = {**{stance: stance for stance in STANCES}, "edge": "edge", "shield": "shield"}
SCOPE_CUES: tuple[ScopeCue, ...] = tuple(_read(_TABLE))
