"""The binary and the JSON form, version 1, of the sketches in sketch_test.go, from their description alone:
python3 testdata/sketch.py"""
import json
import math

HOUR, SECOND = 3600 * 10**9, 10**9
few = [5617615110150, 0, 6, 6], [10 * SECOND, 2**63 - 1]
many = [], []
for i in range(9000):
    many[0 if i % 4 > 0 else 1].append(i % 5 * HOUR + i * i % 11 * SECOND)


def bin_of(d):  # d + 2 to nine significant bits
    fraction, exponent = math.frexp(float(d + 2))
    return exponent, int(fraction * 512)


def uvarint(x):
    out = b""
    while x >= 128:
        out += bytes([x % 128 + 128])
        x //= 128
    return out + bytes([x])


for resolved, still_open in few, many:
    binned = len(resolved) + len(still_open) > 8192
    binary = b"\1" + uvarint(len(resolved)) + uvarint(len(still_open))
    text = {"version": 1}
    for name, times in ("resolved", resolved), ("open", still_open):
        entries = {}
        for d in sorted(times):
            entries.setdefault(bin_of(d) if binned else d, []).append(d)
        text[name] = []
        last = 0
        for e in entries.values():
            binary += uvarint(e[0] - last) + uvarint(len(e))
            if binned and len(e) > 1:
                binary += uvarint(e[-1] - e[0])
            text[name].append([e[0], e[-1], len(e)] if e[0] < e[-1] else [e[0], len(e)])
            last = e[-1]
    print(binary.hex())
    print(json.dumps(text, separators=(",", ":")))
