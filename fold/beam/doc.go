// Package foldbeam computes tallies on Apache Beam, which runs on one machine, on Flink, Spark and Dataflow.
package foldbeam
