"""Writes cp1252.txt, what the bytes 80 to FF mean: python3 cp1252.py. The five undefined ones as browsers have them."""
with open("cp1252.txt", "w", encoding="utf-8") as f:
    for b in range(0x80, 0x100):
        try:
            f.write(bytes([b]).decode("cp1252"))
        except UnicodeDecodeError:
            f.write(chr(b))
