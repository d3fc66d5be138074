// Package reliability says how far a questionnaire, and those who rate, can be relied on.
package reliability
