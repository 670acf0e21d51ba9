# robustness.mk: the suites that try to break the library, a part of the Makefile; figures are in docs/reliability.md.
#
# `make test` runs the short forms, `make soak` the long ones. What needs a nightly Rust (for its sanitizers) or
# valgrind says so in one line where there is none.

# Minutes that each target of `make soak` may take, and may be set.
MINUTES ?= 30
NIGHTLY ?= cargo +nightly
HOST    := $(shell rustc -vV 2> /dev/null | sed -n 's/^host: //p')

HAVE_NIGHTLY = $(NIGHTLY) --version > /dev/null 2>&1
NO_NIGHTLY   = echo "no nightly Rust is installed: $@ not run"

FUZZ_TARGETS := bytes grammar calls differential numbers
FUZZ_SECONDS ?= 20
FUZZ_RUNS    ?= -1
FUZZ         := $(BUILD)/fuzz
FUZZ_BIN      = $(BUILD)/cargo/fuzz/$(HOST)/release

FUZZ_EACH    := $(FUZZ_TARGETS:%=fuzz-%)

.PHONY: fuzz fuzz-build $(FUZZ_EACH)
fuzz-build:
	@! $(HAVE_NIGHTLY) || fuzz/build.sh $(BUILD)/cargo/fuzz

$(FUZZ_EACH): fuzz-%: fuzz-build
	@if $(HAVE_NIGHTLY); then \
		scripts/run.sh $(LOGS)/$@.log fuzz/run.sh $(FUZZ_BIN) $(FUZZ) $* $(FUZZ_SECONDS) $(FUZZ_RUNS); \
		grep '^fuzz' $(LOGS)/$@.log; \
	else $(NO_NIGHTLY); fi

fuzz:  ## libFuzzer over five targets, FUZZ_SECONDS (20) or FUZZ_RUNS inputs each; goes on where it stopped
	@if $(HAVE_NIGHTLY); then for target in $(FUZZ_EACH); do $(MAKE) --no-print-directory $$target || exit 1; done; \
	else $(NO_NIGHTLY); fi

# Counts, not times. For 1,000,000 bytes it takes a minute.
COST_BYTES ?= 1000000

$(BUILD)/cost: benches/cost/cost.c include/exp_rs.h $(BUILD)/release/libexp_rs.a
	$(CC) $(C_FLAGS) -I include $< $(BUILD)/release/libexp_rs.a -lm -o $@

.PHONY: cost
cost: $(BUILD)/cost  ## instructions a byte of text, of each built-in function, of the step budget; needs valgrind
	@if command -v valgrind > /dev/null; then \
		scripts/run.sh $(LOGS)/cost.log scripts/cost.sh $< $(COST_BYTES); grep -E 'functions:|steps:|budget:' $(LOGS)/cost.log; \
	else echo "valgrind is not installed: $@ not run"; fi

.PHONY: sanitize sanitize-c sanitize-threads sanitize-rust

# Sanitizers. The archive of each is compiled with the flag of its name; a C program that is linked with it, too.
# ThreadSanitizer's runtime is Rust's: gcc's lacks entries that Rust's compiler calls.
RUST_FLAGS_address := -Zsanitizer=address
RUST_FLAGS_thread  := -Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer
TSAN_RUNTIME = $(shell rustc +nightly --print sysroot)/lib/rustlib/$(HOST)/lib/librustc-nightly_rt.tsan.a

$(BUILD)/address/raw.a $(BUILD)/thread/raw.a: $(BUILD)/%/raw.a: $(RUST_SOURCES)
	RUSTFLAGS="$(RUST_FLAGS_$*) -Cforce-frame-pointers=yes" $(NIGHTLY) rustc --release --lib --crate-type staticlib \
		--no-default-features --features $(C_FEATURES) --target $(HOST) --target-dir $(BUILD)/cargo/$*
	@mkdir -p $(@D)
	cp $(BUILD)/cargo/$*/$(HOST)/release/libexp_rs.a $@

# What the sanitizers add to the code makes gcc think that numbers are larger than they are.
SANITIZE_C := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-format-truncation

$(BUILD)/tests-address/%: tests_native_c/%.c $(C_HELPERS) $(wildcard tests_native_c/*.h) include/exp_rs.h $(DEMO_PARTS) \
		$(BUILD)/address/libexp_rs.a
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(SANITIZE_C) -I include $< $(FLAGS_$*) $(C_HELPERS) $(BUILD)/address/libexp_rs.a -lm -o $@

$(BUILD)/tests-thread/test_threads: tests_native_c/test_threads.c $(wildcard tests_native_c/*.h) include/exp_rs.h \
		$(BUILD)/thread/libexp_rs.a
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -O1 -fsanitize=thread -pthread -DEXP_RS_TEST_THREAD_EVALS=$(THREAD_EVALS) -I include -c $< -o $@.o
	$(CC) $@.o $(BUILD)/thread/libexp_rs.a -Wl,--whole-archive $(TSAN_RUNTIME) -Wl,--no-whole-archive \
		-rdynamic -lpthread -ldl -lrt -lm -o $@

THREAD_EVALS ?= 1000000

sanitize: sanitize-c sanitize-threads sanitize-rust  ## C and Rust tests under the sanitizers of a nightly Rust

sanitize-c:  ## the C tests under AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer
	@if $(HAVE_NIGHTLY); then \
		$(MAKE) --no-print-directory $(C_TESTS:%=$(BUILD)/tests-address/%) $(BUILD)/demo/results.csv || exit 1; \
		scripts/run.sh $(LOGS)/sanitized-address.log scripts/sanitized.sh asan $(BUILD)/address/libexp_rs.a \
			$(C_TESTS:%=$(BUILD)/tests-address/%); \
		$(foreach test,$(C_TESTS),scripts/run.sh $(LOGS)/address-$(test).log $(BUILD)/tests-address/$(test) $(ARGS_$(test));) \
	else $(NO_NIGHTLY); fi

sanitize-threads:  ## eight threads, each a million evaluations (THREAD_EVALS), under ThreadSanitizer
	@if $(HAVE_NIGHTLY); then \
		$(MAKE) --no-print-directory $(BUILD)/tests-thread/test_threads || exit 1; \
		scripts/run.sh $(LOGS)/sanitized-thread.log scripts/sanitized.sh tsan $(BUILD)/thread/libexp_rs.a \
			$(BUILD)/tests-thread/test_threads; \
		scripts/run.sh $(LOGS)/thread-test_threads.log $(BUILD)/tests-thread/test_threads; \
	else $(NO_NIGHTLY); fi

# Debug assertions stay on. What the oracle of the tests keeps for good on purpose is not reported as a leak.
sanitize-rust:  ## the Rust tests under AddressSanitizer and LeakSanitizer
	@if $(HAVE_NIGHTLY); then \
		RUSTFLAGS="$(RUST_FLAGS_address)" \
		LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/leaks.supp:print_suppressions=0 PROPTEST_CASES=$(RUST_CASES) \
		$(NIGHTLY) test $(call own,opt-level=1) --quiet --target $(HOST) --target-dir $(BUILD)/cargo/rust-address --lib --tests; \
	else $(NO_NIGHTLY); fi

RUST_CASES ?= 500

# A locale with a decimal comma, for test_hostile, where the sources of one are installed.
$(BUILD)/tests/test_hostile $(BUILD)/tests-f32/test_hostile $(BUILD)/tests-address/test_hostile: | $(BUILD)/locale

$(BUILD)/locale:
	mkdir -p $@
	-localedef -i de_DE -f UTF-8 $@/de_DE.UTF-8

.PHONY: hostile
hostile: $(BUILD)/tests-address/test_hostile-3  ## texts that broke other evaluators, and all of up to three bytes, under AddressSanitizer
	$< $(ARGS_test_hostile)

$(BUILD)/tests-address/test_hostile-3: tests_native_c/test_hostile.c $(BUILD)/tests-address/test_hostile
	$(CC) $(C_FLAGS) $(SANITIZE_C) $(FLAGS_test_hostile) -DEXP_RS_TEST_THREE_BYTES -I include $< $(C_HELPERS) \
		$(BUILD)/address/libexp_rs.a -lm -o $@

# Every suite, at length, each target at most MINUTES (and one for what ends itself); scripts/soak.sh tells how it goes on.
SOAK_TARGETS := faults hostile sanitize-c sanitize-threads sanitize-rust fuzz-build $(FUZZ_EACH) cost cases coverage mutants
.PHONY: soak cases robustness
soak:  ## all of this at length, each target at most MINUTES (30); goes on where it was interrupted
	@scripts/soak.sh $(BUILD)/soak $(MINUTES) "$(MAKE)" $(SOAK_TARGETS)

soak: export MINUTES := $(MINUTES)
soak: export FUZZ_SECONDS = $(shell expr $(MINUTES) \* 60)
soak: export FUZZ_RUNS = 10000000
soak: export RUST_CASES = 5000

# Other cases each time.
cases:  ## 20,000 cases (CASES) of each property of all calls and all results
	PROPTEST_CASES=$(CASES) $(CARGO) test --release --test transactions --test failures --test differential

CASES ?= 20000

# What `make test` runs of all this, beside the C programs and sanitize-rust: some minutes on two cores.
robustness: sanitize-c sanitize-threads fuzz cost  ## the short forms of the suites that need a nightly Rust or valgrind

# What was done stays in $(BUILD)/mutants, and the next run goes on there; ARGS=missed tries again what was missed alone.
mutants:  ## changes syntax, compile, program and engine at each place: tests must notice; needs cargo-mutants, Python
	@if cargo mutants --version > /dev/null 2>&1 && command -v python3 > /dev/null; then \
		scripts/mutants.sh $(BUILD)/mutants $(MINUTES) $(ARGS); \
	else echo "cargo-mutants (27.1) or Python is not installed: $@ not run"; fi

# Whatever the library exports is called by the program that lets memory fail.
.PHONY: faults
faults: $(BUILD)/tests/test_fault_points $(BUILD)/release/exports.txt  ## memory that fails at each call, and every size of an arena, byte by byte
	@for name in $$(cat $(BUILD)/release/exports.txt); do \
		grep -q "$$name(" tests_native_c/test_fault_points.c || { echo "test_fault_points.c does not call $$name"; exit 1; }; \
	done
	$< tests/vectors.tsv 300 1

# It takes two minutes of the machine, so that it is no part of `make test`.
COVERAGE_TESTS := arena batch block context errors eval faults limits reentry

.PHONY: coverage mutants
coverage:  ## line coverage of src/ by Rust and C tests; needs the LLVM tools of the compiler's version
	scripts/coverage.sh $(BUILD)/coverage $(COVERAGE_TESTS:%=tests_native_c/test_%.c) \
		tests_native_c/vectors.c:tests/vectors.tsv "tests_native_c/test_hostile.c:$(ARGS_test_hostile)"
