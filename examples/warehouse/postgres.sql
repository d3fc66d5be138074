-- Answers by team, month and score; $1 is the zone that says when a month begins.
SELECT team, to_char(answered AT TIME ZONE $1, 'YYYY-MM'), score, count(*)
FROM answers
GROUP BY 1, 2, 3
