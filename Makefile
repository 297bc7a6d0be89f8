# `make demo` shows the tool at work, `make test` runs every check there is; both install what they miss.

# Tools and, in CI, build artefacts live outside the tree, so that a fresh clone starts warm.
CREDSTONE_TOOLS ?= $(HOME)/.cache/credstone-tools
export PATH := $(CREDSTONE_TOOLS)/bin:$(PATH)
ifdef CI
export CARGO_TARGET_DIR ?= $(CREDSTONE_TOOLS)/target
export NEXTEST_PROFILE ?= ci
endif
TARGET := $(or $(CARGO_TARGET_DIR),target)

# The features of the core, each tested alone.
FEATURES := $(shell sed -n '/^\[features\]/,/^\[/s/^\([a-z0-9-]*\) *=.*/\1/p' core/Cargo.toml | grep -vx default)
FUZZ_TARGETS := $(sort $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs))))
FUZZ_SECONDS ?= 10
WASM := wasm32-unknown-unknown

.NOTPARALLEL:
.PHONY: help demo test quick fmt lint docs unit doctest purity audit fuzz features bench instructions bless contexts

help:
	@echo 'make demo      verify the samples: genuine, tampered, expired, one that needs a DID document'
	@echo 'make test      every check: lints, documentation, tests, each feature, purity, licences, fuzzing'
	@echo 'make quick     formatting, clippy, unit tests, the test vectors: while working, before each commit'
	@echo 'make fmt       format the sources'
	@echo 'make lint      formatting, clippy, stray paths'
	@echo 'make fuzz      run each fuzz target for FUZZ_SECONDS ($(FUZZ_SECONDS)); FUZZ_TARGETS names some of them'
	@echo 'make purity    compile the core for the web and look for imports'
	@echo 'make bench     measure speed'
	@echo 'make instructions  count instructions, where valgrind is'
	@echo 'make bless     write the expected reports of the test vectors anew; read the difference'
	@echo 'make contexts  compile the bundled JSON-LD contexts anew'

# --- demo: needs nothing but cargo ---

SAMPLES := test-vectors/samples
VERIFY := $(TARGET)/debug/examples/verify --at 2026-11-21T12:00:00Z

# Shows and runs `verify $(2)`; its exit status must be $(1): 0 all verified, 1 any rejected, 2 undecided.
define verify
	@printf '\n$$ %s\n' '$(VERIFY) $(2)'
	@status=0; $(VERIFY) $(2) || status=$$?; \
	 echo "exit status $$status"; test $$status -eq $(1) || { echo 'expected $(1)'; exit 1; }
endef

demo:
	cargo build --quiet --package credstone --example verify
	$(call verify,0,$(SAMPLES)/genuine-badge.json)
	$(call verify,1,$(SAMPLES)/tampered-badge.json)
	$(call verify,1,$(SAMPLES)/expired-badge.json)
	$(call verify,2,$(SAMPLES)/did-web-degree.json)
	$(call verify,0,--resources $(SAMPLES)/did-web-degree.resources.json $(SAMPLES)/did-web-degree.json)

# --- checks, the quick ones first; the tests of the whole workspace close the run ---

test: lint docs audit purity doctest fuzz features demo unit

# What finds most mistakes in a minute; it says nothing that `test` does not say.
quick: nextest
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo nextest run --package credstone --lib --package test-vectors --test run

fmt:
	cargo fmt --all
	cargo fmt --manifest-path fuzz/Cargo.toml

lint:
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --package credstone --all-targets --all-features -- -D warnings
	@! git grep -nIE '(^|[^[:alnum:]._-])/(work|farm|root)/|[.]library/' -- . || { echo 'paths of one machine'; exit 1; }
	@! git grep -nIE 'crates[.]io|npmjs[.]|pypi[.]org|debian[.]org' -- . ':!*Cargo.lock' || { echo 'registry hosts'; exit 1; }

docs: export RUSTDOCFLAGS := -D warnings
docs:
	cargo doc --workspace --no-deps
	cargo doc --package credstone --no-deps --all-features

unit: nextest purity
	CREDSTONE_WASM=$(PURITY) cargo nextest run --workspace

doctest:
	cargo test --workspace --doc

# Each feature alone, none, and all; the default set is what `unit` runs.
features: nextest
	@set -e; for features in '--no-default-features' $(FEATURES:%='--no-default-features --features %') '--all-features'; do \
	  echo "cargo clippy|nextest --package credstone $$features"; \
	  cargo clippy --quiet --package credstone --all-targets $$features -- -D warnings; \
	  cargo nextest run --package credstone $$features; \
	done

PURITY := $(abspath $(TARGET))/$(WASM)/debug/examples/purity.wasm
purity: nextest
	.ci/wasm-cargo build --package credstone --example purity
	CREDSTONE_WASM=$(PURITY) cargo nextest run --package credstone --test purity

# Advisories need a database from the network; they are checked where there is one: `cargo deny check advisories`.
audit: $(CREDSTONE_TOOLS)/bin/cargo-deny
	cargo deny --all-features check bans licenses sources

fuzz: nightly $(CREDSTONE_TOOLS)/bin/cargo-fuzz
	cargo +nightly fuzz build --target-dir $(TARGET)/fuzz
	@set -e; for target in $(FUZZ_TARGETS); do \
	  mkdir -p fuzz/corpus/$$target fuzz/seeds/$$target; \
	  echo "fuzz $$target for $(FUZZ_SECONDS) s"; log=$(TARGET)/fuzz/$$target.log; \
	  cargo +nightly fuzz run --target-dir $(TARGET)/fuzz $$target fuzz/corpus/$$target fuzz/seeds/$$target test-vectors \
	    -- -max_total_time=$(FUZZ_SECONDS) -timeout=5 -rss_limit_mb=2048 >$$log 2>&1 || { tail -n 60 $$log; exit 1; }; \
	  grep -E '^Done|^stat::number_of_executed' $$log; \
	done

bench: instructions
	cargo bench --package credstone

# Of one operation, between so many runs of it and twice as many: what comes before them falls out. Who else is at work
# makes no difference, but valgrind knows no instructions for SHA-256, so hashing counts for more than it costs.
OPERATIONS := json hash badge certificate
RUNS := 20
instructions:
	@if ! command -v valgrind >/dev/null; then echo 'no valgrind: instructions are not counted'; exit 0; fi; set -e; \
	 cargo build --quiet --release --package credstone --example repeat; \
	 count() { valgrind --tool=callgrind --callgrind-out-file=/dev/null $(TARGET)/release/examples/repeat $$1 $$2 2>&1 \
	   | sed -n 's/.*Collected : *//p'; }; \
	 for operation in $(OPERATIONS); do \
	   few=$$(count $$operation $(RUNS)); many=$$(count $$operation $$((2 * $(RUNS)))); \
	   printf '%-12s %10d instructions\n' $$operation $$(((many - few) / $(RUNS))); \
	 done

# --- what programs write into the tree ---

# Inputs first, then the reports that verification gives for them.
bless:
	cargo run --package test-vectors --bin generate
	cargo run --package test-vectors --bin bless

# Reads the official texts from $$CREDSTONE_SHARED, or from the folder `shared` beside the checkout.
contexts: nextest
	CREDSTONE_BLESS=1 cargo nextest run --package credstone --lib jsonld::contexts

# --- tools ---

.PHONY: nextest nightly
nextest:
	@cargo nextest --version >/dev/null 2>&1 || $(INSTALL) cargo-nextest
nightly:
	@cargo +nightly --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal

INSTALL := env -u CARGO_TARGET_DIR cargo install --locked --root $(CREDSTONE_TOOLS)

$(CREDSTONE_TOOLS)/bin/cargo-%:
	$(INSTALL) cargo-$*
