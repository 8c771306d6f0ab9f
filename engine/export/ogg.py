"""Ogg files whose bytes depend on the sound alone.

libsndfile gives every Ogg stream a serial number by chance; a batch that is run twice has to write
the same bytes.
"""

from __future__ import annotations

import struct
import zlib

__all__ = ["with_fixed_serial"]

_SERIAL = 0xAFFE
_HEADER = struct.Struct("<4sBBqIII")
"""Signature, version, kind, position, serial number, number of the page, checksum (RFC 3533)."""
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def with_fixed_serial(content: bytes) -> bytes:
    """Give every page of an Ogg file of one stream the same serial number."""
    pages, start = [], 0
    while start < len(content):
        signature, version, kind, position, _, number, _ = _HEADER.unpack_from(content, start)
        assert signature == b"OggS"
        lengths = start + _HEADER.size + 1
        end_of_lengths = lengths + content[lengths - 1]
        end = end_of_lengths + sum(content[lengths:end_of_lengths])
        body = content[lengths - 1 : end]
        header = (signature, version, kind, position, _SERIAL, number)
        checksum = _checksum(_HEADER.pack(*header, 0) + body)
        pages.append(_HEADER.pack(*header, checksum) + body)
        start = end
    return b"".join(pages)


def _checksum(page: bytes) -> int:
    """Give Ogg's CRC: zlib's polynomial, but the first bit first, and nothing turned over."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
