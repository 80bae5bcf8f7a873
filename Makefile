# make run    the terminal with simulated devices; without a display it walks the main errand by itself
# make test   everything CI runs
# make bench  the figures of docs/benchmarks.md; some three hours, an hour of them idle
# make proof  the long counts, written to docs/proofs.md
# make tour   a walk through every screen by touches, with pictures, in tour-output/index.html
# make screens  the pictures of docs/screens.md
# make build  the commands, in bin/

# One combination of tags for everything: another one compiles the toolkit anew, which takes minutes.
#   x11              the window system of the terminals
#   no_emoji         no colour font for pictures that nobody needs
#   migrated_fynedo  the screens are drawn on the toolkit's goroutine only, so its checks and locks are not needed
TAGS := x11,no_emoji,migrated_fynedo
export GOFLAGS := -tags=$(TAGS) -buildvcs=false
export CGO_ENABLED := 1

.PHONY: run test bench proof tour screens build packages check fuzz

run: build
	@bin/kiosk-demo -out demo-output

build: packages
	@mkdir -p bin
	@go build -o bin/ ./cmd/...
	@echo "build: bin/kiosk, bin/kiosk-demo, bin/kioskctl"

packages:
	@packaging/install

check:
	@bad=$$(gofmt -l cmd devices faq internal ui); if [ -n "$$bad" ]; then echo "not gofmt-ed:"; echo "$$bad"; exit 1; fi
	@go vet ./...

test: build check
	@go test -timeout 40m ./...
	@rm -rf demo-output
	@env -u DISPLAY bin/kiosk-demo -out demo-output
	@packaging/check-demo demo-output
	@echo "test: all packages passed, the window was driven under an X server, its pictures and slip are in demo-output/"

bench: build
	@go run ./cmd/kiosk-bench
	@go test -run '^$$' -bench 'Import|Make|Write' ./internal/records/load ./internal/records/generate
	@go test -run '^$$' -bench 'New|Hostile|Key|Open' ./faq/search ./faq/index ./internal/asking
	@cd packaging/faq-peers && GOFLAGS=-buildvcs=false go run .

tour: build
	@rm -rf tour-output
	@env -u DISPLAY bin/kiosk-demo -tour tour-output

screens: build
	@bin/kiosk-demo -illustrate docs/screens.md

# How long each fuzz target runs in make proof: with two cores, an hour of CPU over those that read cards and proofs.
PROOFFUZZ ?= 220s

proof: build
	@packaging/proof-head > docs/proofs.md
	@KIOSK_PROOF=long KIOSK_PROOF_FILE=$(CURDIR)/docs/proofs.md go test -timeout 8h -count=1 ./...
	@packaging/fuzz $(PROOFFUZZ) $(CURDIR)/docs/proofs.md
	@echo "proof: what was seen is in docs/proofs.md"

# Each fuzz target for FUZZTIME.
FUZZTIME ?= 30s
fuzz: packages
	@packaging/fuzz $(FUZZTIME)
