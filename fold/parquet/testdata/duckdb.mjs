// Writes duckdb.parquet and duckdb.csv: tickets, and what DuckDB counts of them by team and month of UTC.
//   npm install @duckdb/node-api@1.5.6-r.1 && node duckdb.mjs
import { DuckDBInstance } from '@duckdb/node-api';
const db = await (await DuckDBInstance.create()).connect();
await db.run(`SET TimeZone = 'UTC'`);
await db.run(`CREATE TABLE tickets AS
  SELECT opened, CASE WHEN i % 7 > 0 THEN opened + to_microseconds((hash(i + 1) % 400000000000)::BIGINT) END AS resolved,
    CASE WHEN i % 13 > 0 THEN 'team ' || hash(i + 2) % 3 END AS team, CASE WHEN i % 5 > 0 THEN (hash(i + 3) % 12)::TINYINT END AS score
  FROM (SELECT i, TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_microseconds((hash(i) % 10368000000000)::BIGINT) AS opened FROM range(1000) r(i))`);
await db.run(`COPY (SELECT opened, resolved, opened::TIMESTAMP AS opened_local, opened::TIMESTAMP::TIMESTAMP_NS AS opened_ns,
    resolved::TIMESTAMP::TIMESTAMP_MS AS resolved_ms, opened::DATE AS day, epoch_ms(opened) AS opened_number,
    coalesce(epoch_ms(resolved), 0) AS resolved_number, team, score, score::VARCHAR AS score_text, score::DOUBLE AS score_float FROM tickets)
  TO 'duckdb.parquet' (FORMAT parquet, CODEC 'zstd')`);
const asOf = `TIMESTAMPTZ '2026-05-01 00:00:00Z'`;
await db.run(`COPY (SELECT coalesce(team, '') AS team, strftime(opened, '%Y-%m') AS month,
    count(*) FILTER (resolved <= ${asOf}) AS resolved, count(*) FILTER (resolved IS NULL OR resolved > ${asOf}) AS open,
    sum(epoch_us(resolved) - epoch_us(opened)) FILTER (resolved <= ${asOf}) AS microseconds,
    sum(epoch_us(${asOf}) - epoch_us(opened)) FILTER (resolved IS NULL OR resolved > ${asOf}) AS microseconds_open,
    count(*) FILTER (resolved <= opened + INTERVAL 2 DAY AND opened + INTERVAL 2 DAY < ${asOf}) AS met,
    count(*) FILTER (opened + INTERVAL 2 DAY >= ${asOf}) AS running,
    count(*) FILTER (score <= 6) AS detractors, count(*) FILTER (score IN (7, 8)) AS passives, count(*) FILTER (score IN (9, 10)) AS promoters
  FROM tickets GROUP BY 1, 2 ORDER BY 1, 2) TO 'duckdb.csv' (HEADER)`);
