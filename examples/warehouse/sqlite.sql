-- Answers by team, month (UTC) and score.
SELECT team, strftime('%Y-%m', answered), score, count(*)
FROM answers
GROUP BY 1, 2, 3
