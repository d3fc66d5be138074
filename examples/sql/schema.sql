-- One row for every customer who was asked; NULL if the question was dismissed.
-- The CHECK is part of the definition: without it an 11, which many exports write for "blank", is a promoter.
CREATE TABLE answers (
  rating INTEGER CHECK (rating BETWEEN 0 AND 10)
);
