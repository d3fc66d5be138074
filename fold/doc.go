// Package fold folds big plain files and the rows of a database into tallies by segment and period.
package fold
