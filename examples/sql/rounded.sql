-- WRONG: round() belongs to whoever shows the number, and an NPS of 0 is not the same as no NPS.
SELECT coalesce(
         round(100.0 * (count(CASE WHEN rating >= 9 THEN 1 END) - count(CASE WHEN rating <= 6 THEN 1 END))
               / nullif(count(rating), 0)),
         0)
FROM answers;
