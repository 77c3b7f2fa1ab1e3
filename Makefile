# What a developer does here; `make help` lists it.

CONFIGURATION ?= Release
DATA_DIR      ?= ./.standalone
N             ?= 200
RESULTS       := artifacts/test-results
# Of `make run`: docker-registry for one to push to; else the development registry, with samples.
REGISTRY      ?=
BINARY        := src/Operator/bin/$(CONFIGURATION)/net10.0/imagestreams

.DEFAULT_GOAL := help
.PHONY: help sdk build test e2e run fmt lint generate verify publish bench bench-import bench-scale clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

sdk:
	@command -v dotnet >/dev/null 2>&1 && dotnet --version 2>/dev/null | grep -q '^1[0-9]\.' || \
	  { echo "imagestreams is built with the .NET 10 SDK, which is not here: install it from https://dot.net (Debian and Fedora package it as dotnet-sdk-10.0), then try again." >&2; exit 1; }

build: sdk ## Restore and build everything; a warning is an error
	@dotnet build Operator.sln -c $(CONFIGURATION) -warnaserror -v q -nologo

run: sdk ## Start everything on this machine, with samples, until Ctrl-C; REGISTRY=docker-registry: with a registry to push to
	@case "$(REGISTRY)" in ""|docker-registry) ;; *) echo "REGISTRY may be docker-registry, not $(REGISTRY)" >&2; exit 2 ;; esac
	@dotnet msbuild src/Operator -restore -p:Configuration=$(CONFIGURATION) -v:q -nologo
ifeq ($(REGISTRY),)
	@exec $(BINARY) standalone --data-dir $(DATA_DIR) --samples config/samples
else
	@exec hack/docker-registry $(BINARY) $(DATA_DIR)
endif

test: build ## Run all tests
	@rm -rf $(RESULTS)
	@status=0; dotnet test Operator.sln -c $(CONFIGURATION) --no-build -nologo --logger trx --results-directory $(RESULTS) -- RunConfiguration.TreatNoTestsAsError=true || status=$$?; \
	  hack/test-summary $(RESULTS) && exit $$status

e2e: build ## Run the end-to-end tests alone; against KUBECONFIG or KUBEBUILDER_ASSETS if set
	@rm -rf $(RESULTS)
	@status=0; E2E_KUBECONFIG="$$KUBECONFIG" dotnet test tests/EndToEnd.Tests -c $(CONFIGURATION) --no-build -nologo --logger trx --results-directory $(RESULTS) || status=$$?; \
	  hack/test-summary $(RESULTS) && exit $$status

fmt: sdk ## Format the code
	@dotnet format Operator.sln

lint: sdk ## Check the format without changing it
	@dotnet format Operator.sln --verify-no-changes

generate: sdk ## Write the CRDs and OpenAPI definitions from the entities
	@dotnet run --project src/ControllerGen -c $(CONFIGURATION) -v q

verify: sdk ## Fail if what `make generate` writes is out of date
	@dotnet run --project src/ControllerGen -c $(CONFIGURATION) -v q -- --check

publish: sdk ## Compile the process ahead of time, as the container image has it, to artifacts/publish; takes a C compiler as the linker
	@dotnet publish src/Operator -c Release -p:PublishAot=true -p:RunAnalyzers=false -o artifacts/publish -v q -nologo

bench: sdk ## Run the benchmarks
	@dotnet run --project tests/Benchmarks -c Release

bench-import: sdk ## Measure what imports cost, in requests and time
	@dotnet run --project tests/Benchmarks -c Release -- import

bench-scale: publish ## Measure the published process with N streams and under load (ROWS=layers,start,index,storm,plane,soak)
	@dotnet run --project tests/Benchmarks -c Release -- scale --streams $(N) --kubeconfig "$(BENCH_KUBECONFIG)" --rows "$(ROWS)"

clean: ## Remove what builds and runs have left
	@rm -rf artifacts $(DATA_DIR)
	@find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
