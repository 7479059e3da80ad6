# `make` alone prints what can be made. A target's help is the text after its ##.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -X main.version=$(VERSION)
FUZZTIME ?= 10s
# A machine's own Go version is used; tools are pinned here and nowhere else.
TOOLS := $(CURDIR)/.tools/bin
GOFUMPT_VERSION := v0.12.0
GOLANGCI_VERSION := v2.15.0
GOVULNCHECK_VERSION := v1.9.0
GOFUMPT := $(TOOLS)/gofumpt-$(GOFUMPT_VERSION)
GOLANGCI := $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION)
GOVULNCHECK := $(TOOLS)/govulncheck-$(GOVULNCHECK_VERSION)

.PHONY: help
help: ## print this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/inkling and bin/inkling-eval
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/inkling ./cmd/inkling-eval

# The Go distribution's encoders: real code that every reader of this has at hand.
DEMO ?= $(shell go env GOROOT)/src/encoding
.PHONY: demo
demo: build ## watch Inkling complete real code, key by key (DEMO=folder, ARGS=flags)
	@bin/inkling demo $(ARGS) "$(DEMO)"

.PHONY: picture
picture: build ## draw docs/demo.svg, the README's picture, from the demo's own output
	@mkdir -p .cache
	@bin/inkling demo --no-animation --seed 4 --record .cache/demo.cast "$(DEMO)" > .cache/demo.txt
	go run ./cmd/inkling/internal/demo/demosvg -for 24s < .cache/demo.cast > docs/demo.svg

# The tag makes the LSP library overwrite each message once it is handled, so that
# what was kept of one shows.
.PHONY: test
test: tools ## run every test, with the race detector
	go test -race -tags jsonrpc2poison ./...

.PHONY: lint
lint: $(GOFUMPT) $(GOLANGCI) ## check formatting, go.mod, go vet, and the rules of .golangci.yml
	@unformatted=$$(git ls-files -z '*.go' | xargs -0 -r $(GOFUMPT) -l); \
	if [ -n "$$unformatted" ]; then printf 'run "make format"; not formatted:\n%s\n' "$$unformatted" >&2; exit 1; fi
	go mod tidy -diff
	go vet ./...
	GOLANGCI_LINT_CACHE=$(CURDIR)/.cache/golangci-lint $(GOLANGCI) run ./...

.PHONY: format
format: $(GOFUMPT) ## format the Go files
	git ls-files -z '*.go' | xargs -0 -r $(GOFUMPT) -w

.PHONY: bench
bench: build ## measure, and print the table of numbers (ROWS=word for some; REPOS="caddy=DIR ..." to replay)
	@bin/inkling-eval bench $(if $(ROWS),--rows $(ROWS)) $(REPOS)

.PHONY: bench-prompt
bench-prompt: build ## measure prompts on a real model: WEIGHTS=FILE.gguf REPOS="caddy=DIR ..." (ROWS=word for some; PRINT=1 for what there is)
	@bin/inkling-eval prompt $(if $(WEIGHTS),--weights $(WEIGHTS)) $(if $(ROWS),--rows $(ROWS)) $(if $(PRINT),--print) --llama-server $(firstword $(wildcard .tools/bin/llama-server) llama-server) $(REPOS)

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (10s) each
	@FUZZTIME=$(FUZZTIME) scripts/fuzz.sh

.PHONY: tools
tools: ## put what the tests need (Neovim 0.12 and 0.10, llama-server) into .tools/
	@scripts/tools.sh

.PHONY: vuln
vuln: $(GOVULNCHECK) ## look for known vulnerabilities (asks Go's vulnerability database)
	$(GOVULNCHECK) ./...

.PHONY: generate
generate: ## write the generated files again
	go generate ./...

.PHONY: clean
clean: ## remove what was built, installed and cached here
	rm -rf bin .tools .cache

# A tool's file carries its version, so that a new pin here is a new file.
$(GOFUMPT): PACKAGE := mvdan.cc/gofumpt@$(GOFUMPT_VERSION)
$(GOLANGCI): PACKAGE := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
$(GOVULNCHECK): PACKAGE := golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
$(GOFUMPT) $(GOLANGCI) $(GOVULNCHECK):
	@echo "installing $(PACKAGE)" >&2
	@GOFLAGS= GOBIN=$@.install go install $(PACKAGE)
	@mv $@.install/* $@ && rmdir $@.install
