# Makes purchases.json: buyers of simulated purchases, by pandas, in the way of summary_data_from_transaction_data of Python's
# lifetimes: periods of the calendar in a time zone, those of one period once, first and last and end by their ordinals. Whoever
# first bought in the last period is left out.
#
#   /usr/bin/python3 testdata/purchases.py > testdata/purchases.json
#
# Python 3.11, pandas 1.5.
import json

import numpy as np
import pandas as pd

rng = np.random.default_rng(22)
start = pd.Timestamp("2026-01-01", tz="UTC")
rows = []
for customer in range(60):
    t = start + pd.Timedelta(seconds=int(rng.integers(0, 180 * 86400)))
    for _ in range(1 + rng.poisson(3)):
        rows.append((customer, t))
        t += pd.Timedelta(seconds=int(rng.exponential(12 * 86400 if rng.random() < 0.7 else 6000)))
rng.shuffle(rows)
table = pd.DataFrame(rows, columns=["customer", "at"])
as_of = pd.Timestamp("2026-06-29 22:30", tz="America/New_York")
out = dict(purchases=[[int(c), t.strftime("%Y-%m-%dT%H:%M:%SZ")] for c, t in rows], asOf=as_of.isoformat(), zone="America/New_York", cases=[])
for freq, per_unit in (("D", 1), ("D", 7), ("W-SUN", 1), ("M", 1)):
    d = table[table["at"] <= as_of].copy()
    period = lambda t: t.tz_convert("America/New_York").tz_localize(None).to_period(freq).ordinal
    d["period"], end = d["at"].map(period), period(as_of)
    g = d.groupby("customer")["period"].agg(["min", "max", "nunique"])
    g = g[g["min"] < end]
    out["cases"].append(dict(period=freq, perUnit=per_unit, buyers={
        str(c): [int(r["nunique"]) - 1, float((r["max"] - r["min"]) / per_unit), float((end - r["min"]) / per_unit)] for c, r in g.iterrows()}))
print(json.dumps(out))
