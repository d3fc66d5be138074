-- WRONG: count(*) counts those who dismissed the question as well.
SELECT 100.0 * (count(CASE WHEN rating >= 9 THEN 1 END) - count(CASE WHEN rating <= 6 THEN 1 END))
       / nullif(count(*), 0)
FROM answers;
