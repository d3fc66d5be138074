package ttr

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ReadCalendar reads a [Schedule] in JSON and returns its calendar. A name that no Schedule has, a name that
// occurs twice and text after the value are errors: a holiday list under a misspelt name would go missing
// without a word.
func ReadCalendar(r io.Reader) (*Calendar, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("ttr: schedule: %w", err)
	}
	var s Schedule
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	switch err := d.Decode(&s); {
	case err == io.EOF:
		return nil, fmt.Errorf("ttr: schedule: nothing to read: %w", err)
	case err != nil:
		return nil, fmt.Errorf("ttr: schedule: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("ttr: schedule: text after the JSON value")
	}
	if err := namesOnce(json.NewDecoder(strings.NewReader(string(text))), ""); err != nil {
		return nil, err
	}
	return NewCalendar(s)
}

// namesOnce reads one JSON value and returns an error if a name occurs twice in an object, of which
// encoding/json silently takes the last. It takes names without regard to case, and so does this.
func namesOnce(d *json.Decoder, field string) error {
	token, err := d.Token()
	if err != nil {
		return fmt.Errorf("ttr: schedule: %w", err)
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			token, err := d.Token()
			if err != nil {
				return fmt.Errorf("ttr: schedule: %w", err)
			}
			name := token.(string) // the decoder takes nothing else before a colon
			if fold := strings.ToLower(strings.ToUpper(name)); seen[fold] {
				return wrong(field+name, "occurs twice")
			} else {
				seen[fold] = true
			}
			if err := namesOnce(d, field+name+"."); err != nil {
				return err
			}
		}
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			if err := namesOnce(d, fmt.Sprintf("%s[%d].", strings.TrimSuffix(field, "."), i)); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	if _, err := d.Token(); err != nil { // the closing bracket
		return fmt.Errorf("ttr: schedule: %w", err)
	}
	return nil
}
