-- Promoters less detractors, over the answers given: count(rating) leaves NULL out.
-- NULL, not 0, if nobody answered.
SELECT 100.0 * (count(CASE WHEN rating >= 9 THEN 1 END) - count(CASE WHEN rating <= 6 THEN 1 END))
       / nullif(count(rating), 0)
FROM answers;
