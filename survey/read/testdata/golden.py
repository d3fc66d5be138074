"""Reads the files with pandas 1.5.3 and writes golden.json, which the tests compare with: /usr/bin/python3 golden.py

Raw cells come with header=None, dtype=str and keep_default_na=False, so that pandas interprets nothing.
"""
import json

import pandas as pd


def raw(name, headers, **how):
    t = pd.read_csv(name, header=None, dtype=str, keep_default_na=False, skip_blank_lines=True, **how)
    return t.iloc[headers:].reset_index(drop=True)


def numbers(column):
    """How many cells are blank, and how many of the others are whole numbers."""
    s = column.str.strip()
    whole = s.str.fullmatch(r"[+-]?[0-9]{1,18}(\.00?)?")
    return {"blank": int((s == "").sum()), "whole": int(whole.sum()), "other": int(((s != "") & ~whole).sum())}


files = {  # name: header rows, how, three cells (row, column from 0), rating column
    "starwars_surveymonkey.csv": (2, {"encoding": "cp1252"}, [(0, 0), (0, 26), (1185, 37)], 9),
    "newcoder_typeform.csv": (1, {}, [(0, 0), (3, 16), (1565, 50)], 46),
    "candy_googleforms.csv.gz": (1, {}, [(0, 0), (8, 1), (5629, 14)], 1),
    "sample_qualtrics.csv": (3, {}, [(0, 0), (0, 8), (0, 18)], 17),
    "../../../examples/data/sfo_survey_2017.csv": (1, {}, [(0, 29), (12, 20), (2830, 27)], 27),
    "made_qualtrics.csv": (3, {}, [(0, 9), (2, 5), (0, 10)], 5),
    "made_qualtrics2016.csv": (3, {}, [(0, 0), (1, 4), (1, 5)], 5),
    "made_qualtrics_legacy.csv": (2, {"encoding": "utf-8-sig"}, [(0, 11), (1, 10), (2, 11)], 10),
    "made_surveymonkey_expanded.csv": (2, {}, [(0, 9), (1, 14), (2, 13)], 1),
    "made_typeform.csv": (1, {}, [(0, 2), (1, 3), (2, 4)], 1),
    "made_googleforms.csv": (1, {}, [(0, 0), (1, 2), (3, 5)], 2),
    "made_microsoftforms.csv": (1, {"encoding": "cp1252"}, [(0, 6), (1, 8), (2, 7)], 7),
    "made_limesurvey.csv": (1, {"sep": ";", "encoding": "utf-8-sig"}, [(0, 10), (2, 10), (2, 6)], 2),
    "made_zendesk.csv": (1, {}, [(1, 4), (3, 1), (4, 9)], 3),
    "made_touchpoints.csv": (1, {"encoding": "utf-8-sig"}, [(0, 16), (2, 1), (3, 1)], 1),
    "made_plain.csv": (1, {"sep": ";", "encoding": "cp1252"}, [(0, 0), (1, 2), (2, 3)], 1),
}
out = {}
for name, (headers, how, cells, rating) in files.items():
    t = raw(name, headers, **how)
    if name == "made_qualtrics_legacy.csv":
        t = t.iloc[:, :-1]  # what the comma at the end of each line makes
    out[name.split("/")[-1]] = {
        "rows": len(t), "columns": t.shape[1], "cells": [{"row": r, "column": c, "text": t.iat[r, c]} for r, c in cells],
        "rating": {"column": rating, **numbers(t[rating])},
    }

# Published figures of the real files.
sw = raw("starwars_surveymonkey.csv", 2, encoding="cp1252")
for name, column in {"Jar Jar Binks": 26, "Han Solo": 15}.items():
    n = sw[column].value_counts()
    top = int(n["Very favorably"] + n["Somewhat favorably"])
    low = int(n["Very unfavorably"] + n["Somewhat unfavorably"])
    known = top + low + int(n.filter(like="Neither").sum())
    out["starwars_surveymonkey.csv"][name] = {"n": known, "top": 100 * top / known, "net": 100 * (top - low) / known,
                                              "na": int(n["Unfamiliar (N/A)"]), "blank": int(n[""])}
nc = raw("newcoder_typeform.csv", 1)
out["newcoder_typeform.csv"]["bootcamp"] = {k: int(v) for k, v in nc[46].value_counts().items()}
took = pd.to_datetime(nc[49]) - pd.to_datetime(nc[48])
out["newcoder_typeform.csv"]["median"] = float(took.dt.total_seconds().median())
candy = raw("candy_googleforms.csv.gz", 1)
for name, column in {"Butterfinger": 3, "Candy Corn": 14}.items():
    n = candy[column].value_counts()
    out["candy_googleforms.csv.gz"][name] = {"n": int(n["JOY"] + n["DESPAIR"]),
                                             "net": 100 * int(n["JOY"] - n["DESPAIR"]) / int(n["JOY"] + n["DESPAIR"])}

with open("golden.json", "w") as f:
    json.dump(out, f, indent=1, ensure_ascii=False)
    f.write("\n")
