"""Makes the files of the shapes for which no real export may be shipped: python3 make.py

Headers, quoting, line ends and byte order marks are those of the vendors' files, as far as public samples show them; all
answers are invented. README.md says what each file is for.
"""
import csv
import io
import json


def write(name, rows, encoding="utf-8", quoting=csv.QUOTE_MINIMAL, delimiter=",", end="\n", after=""):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    with open(name, "wb") as f:
        f.write((out.getvalue() + after).encode(encoding))


def ids(*items):
    return [json.dumps(i if isinstance(i, dict) else {"ImportId": i}, separators=(",", ":")) for i in items]


# Qualtrics: a zone in the ImportId, a line break in a question, StartDate again as embedded data, a choice per column,
# a column for "does not apply" with -99 in its name, several codes in one cell, seen but unanswered as -99.
zone = "America/Denver"
write("made_qualtrics.csv", [
    ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "Q1", "Q2_1", "Q2_2", "Q2_-99", "Q3", "StartDate"],
    ["Start Date", "End Date", "Response Type", "Finished", "Response ID", "How likely are you\nto recommend us?",
     "Which did you use? - Phone", "Which did you use? - Chat", "Which did you use? - None of these", "Pick all", "StartDate"],
    ids({"ImportId": "startDate", "timeZone": zone}, {"ImportId": "endDate", "timeZone": zone}, "status", "finished", "_recordId",
        "QID1", {"ImportId": "QID2", "choiceId": "1"}, {"ImportId": "QID2", "choiceId": "2"}, {"ImportId": "QID2", "choiceId": "-99"},
        "QID3", "StartDate"),
    ["2026-03-07 23:10:00", "2026-03-07 23:12:30", "0", "1", "R_1a", "9", "1", "1", "", "2,5", "spring"],
    ["2026-03-08 01:59:00", "2026-03-08 03:00:00", "0", "1", "R_2b", "", "", "", "1", "2", "spring"],
    ["2026-03-08 02:30:00", "2026-03-08 03:10:00", "0", "1", "R_3c", "-99", "", "", "", "-99", ""],
    ["2026-11-01 01:30:00", "2026-11-01 01:45:00", "1", "1", "R_4d", "0", "0", "1", "", "", ""],
    ["2026-03-09 10:00:00", "2026-03-16 10:05:00", "0", "0", "R_5e", "2,5", "1", "", "", "5", ""],
])

# Qualtrics of 2016: names, questions, ids in single quotes.
single = lambda i: "{'ImportId': '%s'}" % i
write("made_qualtrics2016.csv", [
    ["ResponseID", "StartDate", "EndDate", "Finished", "Q1_1", "Q1_2"],
    ["ResponseID", "StartDate", "EndDate", "Finished", "Rate these-Speed", "Rate these-Price"],
    [single(i) for i in ("responseId", "startDate", "endDate", "finished", "QID4-1-1", "QID4-1-2")],
    ["R_6f", "2016-05-02 09:00:00", "2016-05-02 09:04:10", "1", "7", "3"],
    ["R_7g", "2016-05-02 09:30:00", "2016-05-02 09:31:00", "1", "", "Very good"],
])

# Qualtrics legacy: byte order mark, V1 to V10, questions in the second row, a comma at the end of each line.
meta = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status", "StartDate", "EndDate",
        "Finished"]
write("made_qualtrics_legacy.csv", [
    ["V%d" % i for i in range(1, 11)] + ["Q1", "Q2", ""],
    meta + ["How likely are you to recommend us?", "Why?", ""],
    ["R_8h", "Default Response Set", "Anonymous", "", "", "192.0.2.7", "0", "2015-07-18 08:28:09", "2015-07-18 08:28:48", "1", "10", "Fast, and kind", ""],
    ["R_9i", "Default Response Set", "Anonymous", "", "", "192.0.2.8", "0", "2015-07-19 11:00:00", "2015-07-19 11:02:00", "1", "", "", ""],
    ["R_0j", "Default Response Set", "Anonymous", "", "", "192.0.2.9", "0", "2015-07-20 12:00:00", "2015-07-20 12:02:00", "1", "3", "Slow\nand late", ""],
], encoding="utf-8-sig")

# SurveyMonkey expanded: a column for each option, its text in the cell. Times without zone, in the order of the account.
write("made_surveymonkey_expanded.csv", [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1",
     "How satisfied were you<br>with us?\u00a0", "", "", "Which channels did you use?", "", ""],
    [""] * 9 + ["Satisfied", "Neither", "Dissatisfied", "Phone", "Chat", "Other (please specify)"],
    ["11001", "501", "06/14/2026 09:10:00 AM", "06/14/2026 09:15:30 AM", "192.0.2.1", "", "", "", "", "Satisfied", "", "", "Phone", "Chat", ""],
    ["11002", "501", "06/03/2026 12:05:00 PM", "06/03/2026 12:06:00 PM", "192.0.2.2", "", "", "", "", "", "", "Dissatisfied", "", "", "a letter"],
    ["11003", "501", "06/15/2026 12:00:00 AM", "06/15/2026 12:03:00 AM", "192.0.2.3", "", "", "", "", "", "", "", "", "Chat", ""],
])

# Typeform, new: markup in a question, several choices in one cell, type and stage.
write("made_typeform.csv", [
    ["#", "How likely are you to <strong>recommend</strong> us, {{field:01ABC}}?", "Which did you use?", "Other", "Other", "Response Type",
     "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"],
    ["hefupfubphvacf8sv12ch63vnvacgl4s", "10", "Phone / Chat", "", "", "completed", "2026-01-23 06:24:12", "", "2026-01-23 06:27:59", "938f4331f1", "", "A"],
    ["0fupfubphvacf8sv12ch63vnvacgl4s0", "0", "Phone", "letter", "", "completed", "2026-01-23 07:00:00", "", "2026-01-23 07:01:00", "938f4331f2", "", "A"],
    ["1fupfubphvacf8sv12ch63vnvacgl4s1", "", "", "", "fax", "partial", "2026-01-23 08:00:00", "2026-01-23 08:02:00", "", "938f4331f3", "", ""],
])

# Google Forms: all cells quoted, zone in each time, a grid.
write("made_googleforms.csv", [
    ["Timestamp", "Username", "How likely are you to recommend us?", "Rate these [Speed]", "Rate these [Price]", "Which did you use?"],
    ["2026/06/14 10:10:09 AM GMT+1", "a@example.com", "9", "Good", "Bad", "Phone;Chat"],
    ["2026/06/14 12:00:00 AM GMT+1", "b@example.com", "", "Good", "", ""],
    ["2026/12/14 11:59:59 PM GMT", "c@example.com", "7", "", "Good", "Chat"],
    ["2026/12/15 12:00:01 PM GMT+5:30", "d@example.com", "3", "Bad", "Bad", "Phone"],
], quoting=csv.QUOTE_ALL)

# Microsoft Forms, its workbook saved as CSV in Windows-1252: a dash 0x97, a line break in a header, choices that end in ;
write("made_microsoftforms.csv", [
    ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time", "What \u2014 if anything \u2014 did you use?",
     "How satisfied were you?\n(5 is best)", "Caf\u00e9"],
    ["1", "7/2/20 11:00:22", "7/2/20 11:04:00", "anonymous", "", "", "Phone;Chat;", "5", "oui"],
    ["2", "7/20/20 9:00:00", "7/20/20 9:03:10", "anonymous", "", "", "Phone;", "4", "d\u00e9j\u00e0 vu"],
    ["3", "7/21/20 15:30:00", "7/21/20 15:31:00", "anonymous", "", "", "", "", ""],
], encoding="cp1252", end="\r\n")

# LimeSurvey: byte order mark, semicolons, all cells quoted, CRLF, an empty line at the end, line feeds within cells.
write("made_limesurvey.csv", [
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "q1[vis1]", "q1[vis2]", "tools[phone]", "tools[chat]", "why"],
    ["1", "2026-02-03 10:11:12", "3", "de", "17", "2026-02-03 10:00:00", "A5", "A4", "Y", "N", "schnell; freundlich"],
    ["2", "", "1", "de", "18", "2026-02-03 11:00:00", "A1", "", "", "", ""],
    ["3", "2026-02-04 08:00:00", "3", "en", "19", "2026-02-04 07:50:00", "-oth-", "A2", "Y", "Y", "first\nsecond"],
], encoding="utf-8-sig", quoting=csv.QUOTE_ALL, delimiter=";", end="\r\n", after="\r\n")

# Zendesk: ratings as its interface names them; no public CSV is known.
write("made_zendesk.csv", [
    ["id", "score", "reason", "reason_code", "comment", "assignee_id", "group_id", "requester_id", "ticket_id", "created_at", "updated_at"],
    ["1", "good", "No reason provided", "0", "", "21", "31", "41", "51", "2026-04-01T09:00:00Z", "2026-04-01T09:00:00Z"],
    ["2", "bad", "The issue took too long to resolve", "5", "Three weeks!", "22", "31", "42", "52", "2026-04-01T10:00:00Z", "2026-04-02T10:00:00Z"],
    ["3", "offered", "", "", "", "21", "31", "43", "53", "2026-04-02T09:00:00Z", "2026-04-02T09:00:00Z"],
    ["4", "good_with_comment", "", "", "Thanks", "21", "32", "44", "54", "2026-04-03T09:00:00Z", "2026-04-03T09:00:00Z"],
    ["5", "unoffered", "", "", "", "21", "31", "45", "55", "2026-04-03T09:30:00Z", "2026-04-03T09:30:00Z"],
    ["6", "great", "", "", "", "21", "31", "46", "56", "2026-04-03T09:45:00Z", "2026-04-03T09:45:00Z"],
])

# The A-11 form: byte order mark, CRLF, drivers 0, 1 or blank.
drivers = ["effectiveness", "ease", "efficiency", "transparency", "humanity", "employee", "other"]
write("made_touchpoints.csv", [
    ["external_id", "question_1"] + ["positive_" + d for d in drivers] + ["negative_" + d for d in drivers] + ["question_4"],
    ["100001", "5"] + ["1", "1", "0", "0", "0", "1", "0"] + [""] * 7 + ["Excellent listening"],
    ["100002", "1"] + [""] * 7 + ["0", "1", "1", "0", "0", "0", "0"] + ["Slow, and unclear"],
    ["100003", "Data 1-1"] + [""] * 14 + [""],
    ["100004", ""] + [""] * 14 + [""],
], encoding="utf-8-sig", end="\r\n")

# Any CSV from a German spreadsheet: semicolons, decimal commas, day first.
write("made_plain.csv", [
    ["Kunde", "Note", "Stunden", "Datum", "Note"],
    ["M\u00fcller", "1", "2,5", "03.04.2026 08:15", "9"],
    ["Weber", "-99", "1.250,75", "17.04.2026", "10"],
    ["Koch", "2,5", "0,25", "31.12.26 23:59", ""],
], encoding="cp1252", delimiter=";", end="\r\n")
