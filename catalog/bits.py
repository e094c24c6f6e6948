"""Sets of row numbers as bits of one integer: joined and counted at once, and small in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def bits_of(numbers: Iterable[int]) -> int:
    """The set of these row numbers, none negative.

    >>> bin(bits_of([1, 3, 3]))
    '0b1010'
    """
    found = list(numbers)
    # Written down as binary digits and read at once: faster than setting bits in bytes one by one.
    digits = bytearray(b"0") * (max(found, default=0) + 1)
    for number in found:
        digits[number] = 49
    digits.reverse()
    return int(digits, 2)


def stored(bits: int) -> bytes:
    """The set as bytes, without empty ones at the end: bit n % 8 of byte n // 8 stands for row number n.

    >>> stored(0b1010), stored(0)
    (b'\\n', b'')
    """
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def loaded(held: bytes) -> int:
    """The set that bytes hold."""
    return int.from_bytes(held, "little")


def members(bits: int) -> Iterator[int]:
    """The row numbers of a set, ascending.

    >>> list(members(0b1010))
    [1, 3]
    """
    for place, byte in enumerate(stored(bits)):
        if byte:
            start = place << 3
            for bit in range(8):
                if byte >> bit & 1:
                    yield start + bit


def among(numbers: Iterable[int], bits: int) -> list[int]:
    """Those of the numbers that are in the set, in their order.

    >>> among([3, 2, 1, 400], 0b1010)
    [3, 1]
    """
    held = stored(bits)
    end = len(held) << 3
    return [number for number in numbers if number < end and held[number >> 3] >> (number & 7) & 1]
