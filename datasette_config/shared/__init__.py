"""What both sites need: doors, serving, rendering, limits of a connection."""
