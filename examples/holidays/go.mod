module github.com/servicekpi/servicekpi/examples/holidays

go 1.26.0

require (
	github.com/rickar/cal/v2 v2.1.13
	github.com/servicekpi/servicekpi v0.0.0
	github.com/stretchr/testify v1.12.1
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)

replace github.com/servicekpi/servicekpi => ../..
