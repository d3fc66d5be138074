package data

import (
	"fmt"
	"math"
	"strconv"
)

// Year is what passengers of San Francisco International Airport said of the airport as a whole in one year's survey.
type Year struct {
	Year               string
	Satisfied, Answers int // of the answers 1 to 5, those of 4 and 5
}

// Years returns the surveys of sfo_annual_csat.csv, in order of time. The file has shares in percent, which give back the
// counts.
func Years() ([]Year, error) {
	rows, err := Table("sfo_annual_csat.csv", "year", "valid_1_5", "top2_pct")
	if err != nil {
		return nil, err
	}
	years := make([]Year, len(rows))
	for i, row := range rows {
		n, err1 := strconv.Atoi(row[1])
		percent, err2 := strconv.ParseFloat(row[2], 64)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("sfo_annual_csat.csv: year %s: %q percent of %q", row[0], row[2], row[1])
		}
		years[i] = Year{Year: row[0], Satisfied: int(math.Round(percent / 100 * float64(n))), Answers: n}
	}
	return years, nil
}
