#!/usr/bin/env python3
"""Working time by counting minutes, for calendar.json: python3 calendar.py > calendar.json

Every minute of a span (every second where a zone's offset has seconds) is looked up on its own: it counts if
some shift of some date has begun and not ended. Wall-clock times become instants by Python's zoneinfo with
fold=0, the rule of PEP 495: the earlier of two, and a skipped time by the offset before the gap. A due time is
the end of the minute that completes the work.
"""
import json
import random
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def clock(text):
    h, m = text.split(":")
    return int(h) * 60 + int(m)


class Walk:
    def __init__(self, schedule):
        self.schedule, self.zone, self.cache = schedule, ZoneInfo(schedule["zone"]), {}

    def instant(self, naive):
        return int(naive.replace(tzinfo=self.zone, fold=0).timestamp())

    def happened(self, d):
        quarters = (datetime.combine(d, time()) + timedelta(minutes=15 * q) for q in range(96))
        return any(datetime.fromtimestamp(self.instant(q), self.zone).date() == d for q in quarters)

    def shifts(self, d):
        s = self.schedule
        full, yearly = d.isoformat(), d.isoformat()[5:]
        for day in (full, yearly):
            if day in s.get("closed", []):
                return []
            if day in s.get("special", {}):
                return s["special"][day]
        week = s["week"]
        for change in s.get("changes", []):
            if change["from"] <= full:
                week = change["week"]
        return week.get(DAYS[d.weekday()], [])

    def intervals(self, d):
        if d not in self.cache:
            out = []
            for shift in self.shifts(d) if self.happened(d) else []:
                start, end = clock(shift["start"]), clock(shift["end"])
                if end <= start:
                    end += 24 * 60
                midnight = datetime.combine(d, time())
                out.append((self.instant(midnight + timedelta(minutes=start)),
                            self.instant(midnight + timedelta(minutes=end))))
            self.cache[d] = out
        return self.cache[d]

    def works(self, t):
        d = datetime.fromtimestamp(t, self.zone).date()
        return any(start <= t < end for back in range(-2, 5) for start, end in self.intervals(d - timedelta(days=back)))

    def seconds(self, a, b, step=60):
        return sum(step for t in range(a, b, step) if self.works(t))

    def due(self, a, seconds):
        t = a
        while seconds > 0:
            seconds -= 60 if self.works(t) else 0
            t += 60
        return t


def utc(t):
    return (datetime(1970, 1, 1) + timedelta(seconds=t)).isoformat() + "Z"


def shifts(text):
    return [dict(zip(("start", "end"), part.split("-"))) for part in text.split(",")]


def daily(text):
    return {day: shifts(text) for day in DAYS}


def weekdays(text):
    return {day: shifts(text) for day in DAYS[:5]}


groups = []


def group(schedule):
    """The cases of a schedule, which follow one another."""
    if not groups or groups[-1]["schedule"] != schedule:
        groups.append({"schedule": schedule, "between": [], "due": []})
    return groups[-1]


def between(reason, schedule, a, b, expect=None, step=60):
    """a and b are Unix times or local times without a zone."""
    w = Walk(schedule)
    a, b = (w.instant(datetime.fromisoformat(x)) if isinstance(x, str) else x for x in (a, b))
    seconds = w.seconds(a, b, step)
    assert expect is None or seconds == expect * 3600, (reason, seconds / 3600, expect)
    group(schedule)["between"].append({"reason": reason, "from": utc(a), "to": utc(b), "seconds": seconds})


def due(reason, schedule, a, seconds, expect=None):
    w = Walk(schedule)
    a = w.instant(datetime.fromisoformat(a)) if isinstance(a, str) else a
    at = w.due(a, seconds)
    assert expect is None or at == w.instant(datetime.fromisoformat(expect)), (reason, utc(at), expect)
    group(schedule)["due"].append({"reason": reason, "from": utc(a), "seconds": seconds, "due": utc(at)})


def published():
    between("the worked example of jordinl.com, 2017: 53 working hours over Thanksgiving",
            {"zone": "America/New_York", "week": weekdays("09:00-17:00"), "closed": ["2016-11-24"]},
            "2016-11-21T14:00", "2016-12-01T11:00", 53)
    due("the calendar and goal of Atlassian's page How teams see SLAs: 6 + 7 + 3 hours",
        {"zone": "UTC", "week": {"monday": shifts("09:00-17:00"), "tuesday": shifts("09:00-16:00"), "thursday": shifts("08:00-17:00")}},
        "2024-05-06T11:00", 16 * 3600, "2024-05-09T11:00")


# Zone, local date of the change, and wall-clock times around it, in a gap or twice.
CHANGES = [
    ("America/New_York", "2024-03-10", "gap 02:00 to 03:00", "02:00", "02:30", "03:00"),
    ("America/New_York", "2024-11-03", "01:00 to 02:00 twice", "01:00", "01:30", "02:00"),
    ("Europe/London", "2024-03-31", "gap 01:00 to 02:00", "01:00", "01:30", "02:00"),
    ("Europe/London", "2024-10-27", "01:00 to 02:00 twice", "01:00", "01:30", "02:00"),
    ("Australia/Lord_Howe", "2024-10-06", "gap 02:00 to 02:30", "02:00", "02:15", "02:30"),
    ("Australia/Lord_Howe", "2024-04-07", "01:30 to 02:00 twice", "01:30", "01:45", "02:00"),
    ("America/Sao_Paulo", "2015-10-18", "gap 00:00 to 01:00", "00:00", "00:30", "01:00"),
    ("America/Sao_Paulo", "2015-02-21", "23:00 to 24:00 twice", "23:00", "23:30", "24:00"),
    ("Pacific/Apia", "2011-09-24", "gap 03:00 to 04:00", "03:00", "03:30", "04:00"),
    ("Pacific/Apia", "2012-04-01", "03:00 to 04:00 twice", "03:00", "03:30", "04:00"),
    ("Pacific/Apia", "2011-12-30", "this day skipped", "00:00", "09:00", "24:00"),
    ("America/St_Johns", "2024-03-10", "gap 02:00 to 03:00", "02:00", "02:30", "03:00"),
    ("America/St_Johns", "2024-11-03", "01:00 to 02:00 twice", "01:00", "01:30", "02:00"),
    ("America/St_Johns", "2010-03-14", "gap 00:01 to 01:01", "00:01", "00:30", "01:01"),
    ("America/St_Johns", "2010-11-06", "23:01 to 00:01 twice", "23:01", "23:30", "24:00"),
]


def changes():
    for zone, day, what, first, middle, last in CHANGES:
        start = datetime.fromisoformat(day)
        edges = [s for s in dict.fromkeys([
            "00:00-24:00", "09:00-17:00", "22:00-06:00",
            "00:00-" + first, "00:00-" + middle, "00:00-" + last,
            first + "-12:00", middle + "-12:00", last + "-12:00",
            first + "-" + middle, middle + "-" + last, first + "-" + last,
            "18:00-" + first, "18:00-" + middle, "18:00-" + last,
        ]) if not s.startswith("24") and s != "00:00-00:00"]
        for text in edges:
            s = {"zone": zone, "week": daily(text)}
            w = Walk(s)
            noon = [w.instant(start + timedelta(hours=12, days=d)) for d in (-1, 1)]
            midnight = [w.instant(start + timedelta(days=d)) for d in (0, 1)]
            between(f"{what}, {text}, midnight to midnight", s, *midnight)
            between(f"{what}, {text}, noon before to noon after", s, *noon)
        s = {"zone": zone, "week": daily("22:00-06:00")}
        w = Walk(s)
        evening = w.instant(start + timedelta(hours=-3))
        for hours in (7, 8, 9, 20):
            due(f"{what}, {hours} hours of nights", s, evening, hours * 3600)
    friday = {"zone": "Pacific/Apia", "week": weekdays("09:00-17:00")}
    between("Friday 30 December 2011 did not happen, and nobody makes up for it on Saturday", friday,
            "2011-12-29T00:00", "2012-01-02T00:00", 8)


def far():
    ny = {"zone": "America/New_York", "week": weekdays("09:00-12:30,13:00-17:15"), "closed": ["12-25", "02-29"]}
    for a, b in [("2101-03-10T00:00", "2101-03-20T00:00"), ("2400-02-25T00:00", "2400-03-05T00:00"),
                 ("2999-12-20T00:00", "3000-01-03T00:00"), ("9999-11-01T00:00", "9999-11-12T00:00")]:
        between("beyond all listed changes the rule of the zone and the calendar go on", ny, a, b)
    night = {"zone": "Australia/Lord_Howe", "week": daily("20:00-04:00")}
    for year in (2100, 2101, 2500, 8000):
        for month in (4, 10):
            between("nights around a change of half an hour, far ahead", night, f"{year}-{month:02}-01T00:00", f"{year}-{month:02}-12T00:00")
    # Zones of the tz database proper: what its backzone file adds, such as Amsterdam's own time, some systems leave out.
    for zone in ("America/New_York", "Asia/Kolkata", "Europe/Paris"):
        for year in ("0400", "1700", "1850"):
            s = {"zone": zone, "week": daily("09:00-10:00"), "closed": ["02-28"]}
            between("local mean time, which has seconds", s, f"{year}-02-27T08:30", f"{year}-03-01T09:10", step=1)
    between("the first days of all", {"zone": "UTC", "week": weekdays("22:00-06:00"), "closed": ["0001-01-09"]},
            "0001-01-05T00:00", "0001-01-15T00:00")


def anything(seed):
    r = random.Random(seed)

    def some():
        kind = r.randrange(6)
        if kind == 0:
            return []
        if kind == 1:
            return shifts(r.choice(["22:00-06:00", "20:15-04:45", "00:00-24:00", "08:00-08:00", "23:59-00:01"]))
        cuts = sorted(r.sample(range(0, 96), 2 * r.randint(1, 3)))
        texts = [f"{m // 4:02}:{m % 4 * 15:02}" for m in cuts]
        return [{"start": a, "end": b} for a, b in zip(texts[::2], texts[1::2])]

    zones = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia",
             "America/St_Johns", "Asia/Kolkata", "Africa/Cairo", "America/Havana", "Pacific/Chatham",
             "Antarctica/Troll", "Europe/Dublin", "Asia/Kathmandu", "UTC", "Pacific/Kiritimati"]
    for i in range(80):
        zone = r.choice(zones)
        start = date(r.randrange(1975, 2036), 1, 1) + timedelta(days=r.randrange(365))
        day = lambda: start + timedelta(days=r.randrange(14))
        s = {"zone": zone, "week": {d: some() for d in DAYS}}
        s["closed"] = [day().isoformat()[r.choice([0, 5]):]]
        special = day().isoformat()
        if special not in s["closed"] and special[5:] not in s["closed"]:
            s["special"] = {special: some()}
        s["changes"] = [{"from": day().isoformat(), "week": daily(r.choice(["10:00-16:30", "21:00-03:00"]))}]
        w = Walk(s)
        a = w.instant(datetime.combine(start, time(r.randrange(24), r.randrange(60))))
        b = a + r.randrange(14 * 1440) * 60
        between(f"random calendar {i}", s, a, b)
        due(f"random calendar {i}", s, a, r.randrange(1, 3000) * 60)


published()
changes()
far()
anything(20240310)
version = open("/usr/share/zoneinfo/tzdata.zi").readline().split()[-1]
made = "python3 calendar.py, Python %d.%d, tz database %s" % (*sys.version_info[:2], version)
print('{"made_by":%s,"groups":[' % json.dumps(made))
print(",\n".join(json.dumps(g, separators=(",", ":")) for g in groups))
print("]}")
