# exp_rs: what can be made; `make help` lists it. Needs Rust, a C compiler, make and binutils.
#
# The libraries are for ELF systems (Linux, the BSDs). What is made goes to $(BUILD).

BUILD   ?= build

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
MAJOR   := $(firstword $(subst ., ,$(VERSION)))
# What stays the same as long as programs need not be compiled anew: the major version; before 1.0, the minor one too.
ABI     := $(MAJOR)$(if $(filter 0,$(MAJOR)),.$(word 2,$(subst ., ,$(VERSION))))
# The name that programs ask the loader for is of the width too, so that both can be installed.
SHARED_release := libexp_rs.so
SHARED_f32     := libexp_rs_f32.so
CARGO   ?= cargo
VALGRIND ?= valgrind

# The features of the C libraries: no std, so that nothing is to be linked beside them.
C_FEATURES        := panic-handler,c-hooks,default-hooks
FEATURES_release  := $(C_FEATURES)
FEATURES_f32      := $(C_FEATURES),f32

RUST_SOURCES := $(shell find src -name '*.rs' -o -name '*.c') build.rs Cargo.toml $(wildcard Cargo.lock)

# What every C program in the tree must pass. No fused operations: they have other bits.
C_FLAGS := -std=c99 -O2 -g -ffp-contract=off -Wall -Wextra -Wpedantic -Wconversion -Werror \
	-Wstrict-prototypes -Wc++-compat

# For programs that count every call of malloc and its kin, their own and the library's.
COUNT_MALLOC_WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
COUNT_MALLOC := -I examples -DMALLOC_COUNT_WRAP examples/malloc_count.c $(COUNT_MALLOC_WRAP)

# Of the names of files in tests_native_c, test_* and vectors are programs; the others are linked with each.
C_TESTS   := $(sort $(basename $(notdir $(wildcard tests_native_c/test_*.c tests_native_c/vectors.c))))
C_HELPERS := $(filter-out $(C_TESTS:%=tests_native_c/%.c),$(wildcard tests_native_c/*.c))
LOGS      := $(BUILD)/logs

.PHONY: accuracy doc rust-examples features counts count-check help all lib shared f32 header header-check demo demo-writes examples test check memory-pictures fmt clippy rust-test \
	check-docs c-test c-test-f32 cpp-test valgrind bench bench-peers clean
.DELETE_ON_ERROR:
.SECONDARY:

all: lib shared  ## both libraries, into build/release

help:  ## this list
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

lib: $(BUILD)/release/libexp_rs.a  ## build/release/libexp_rs.a, for programs on this machine

shared: $(BUILD)/release/libexp_rs.so  ## build/release/libexp_rs.so.VERSION and its two symlinks

f32: $(BUILD)/f32/libexp_rs.a $(BUILD)/f32/libexp_rs.so  ## the same in build/f32, for programs with EXP_RS_F32

# In the rules below the stem % is the variant, release or f32.

# Each variant has a target directory of its own: cargo gives the archives of both the same name.
$(BUILD)/%/raw.a: $(RUST_SOURCES)
	$(CARGO) rustc --release --lib --crate-type staticlib --no-default-features \
		--features $(FEATURES_$*) --target-dir $(BUILD)/cargo/$*
	@mkdir -p $(@D)
	cp $(BUILD)/cargo/$*/release/libexp_rs.a $@

# The names in packaging/exports.txt; those marked f32 carry the width in an f32 library.
$(BUILD)/%/exports.txt: packaging/exports.txt
	@mkdir -p $(@D)
	awk '{ print $$1 ($$2 == "$*" ? "_" $$2 : "") }' $< > $@

$(BUILD)/%/libexp_rs.a: $(BUILD)/%/raw.a $(BUILD)/%/exports.txt packaging/hooks.txt packaging/prelink.sh
	packaging/prelink.sh $< $@ $(BUILD)/$*/exports.txt packaging/hooks.txt

$(BUILD)/%/exports.map: $(BUILD)/%/exports.txt packaging/hooks.txt
	(echo '{ global:'; sed 's/$$/;/' $^; echo 'local: *; };') > $@

# From the archive, not by cargo: a cdylib hides the weak hooks behind rustc's own version script, so that a
# program's exp_rs_malloc would never be called, and has no SONAME.
$(BUILD)/%/libexp_rs.so: $(BUILD)/%/libexp_rs.a $(BUILD)/%/exports.map
	$(CC) -shared -o $(@D)/$(SHARED_$*).$(VERSION) -Wl,--whole-archive $< -Wl,--no-whole-archive -Wl,-z,defs \
		-Wl,--version-script=$(BUILD)/$*/exports.map -Wl,-soname,$(SHARED_$*).$(ABI)
	ln -sf $(SHARED_$*).$(VERSION) $(@D)/$(SHARED_$*).$(ABI)
	ln -sf $(SHARED_$*).$(ABI) $@

# Always written anew, and only into the build directory; build.rs touches nothing in the source tree.
.PHONY: $(BUILD)/header/exp_rs.h
$(BUILD)/header/exp_rs.h:
	@mkdir -p $(@D)
	EXP_RS_HEADER_OUT=$(abspath $@) $(CARGO) check --quiet --lib --features header

header: $(BUILD)/header/exp_rs.h  ## writes include/exp_rs.h from the Rust sources
	cmp -s $< include/exp_rs.h || cp $< include/exp_rs.h

header-check: $(BUILD)/header/exp_rs.h  ## fails if include/exp_rs.h is not what the sources say
	diff -u include/exp_rs.h $<

demo: $(BUILD)/demo/imu_monitor  ## runs examples/imu_monitor.c over real sensor data; CSV and SVG into build/demo
	$< examples/data/imu.csv $(BUILD)/demo

$(BUILD)/demo/results.csv: $(BUILD)/demo/imu_monitor examples/data/imu.csv
	$^ $(BUILD)/demo > $(BUILD)/demo/imu_monitor.txt || { cat $(BUILD)/demo/imu_monitor.txt; false; }

demo-writes: $(BUILD)/demo/imu_monitor  ## measures the bytes that one evaluation of the demo writes, with valgrind
	@examples/count_writes.sh $< examples/data/imu.csv || [ $$? = 77 ] # 77: valgrind is not installed

# Every example, so that none goes stale; the demo's parts are linked with the demo alone.
DEMO_PARTS := $(addprefix examples/,csv.c imu_blocks.c malloc_count.c static_heap.c svg_plot.c)
EXAMPLES   := $(filter-out $(DEMO_PARTS:examples/%.c=%),$(basename $(notdir $(wildcard examples/*.c))))

examples: $(EXAMPLES:%=$(BUILD)/demo/%)  ## compiles the examples into build/demo

# malloc_count.c comes with COUNT_MALLOC.
FLAGS_imu_monitor := $(filter-out examples/malloc_count.c,$(DEMO_PARTS)) $(COUNT_MALLOC)
FLAGS_columns_threads := -pthread

$(BUILD)/demo/%: examples/%.c $(DEMO_PARTS) $(wildcard examples/*.h) include/exp_rs.h $(BUILD)/release/libexp_rs.a
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -I include $< $(FLAGS_$*) $(BUILD)/release/libexp_rs.a -lm -o $@

# Those before c-test stop at their first failure; from there on failures are counted, and the sum is the last line.
STAGES := fmt clippy features rust-test sanitize-rust doc rust-examples cli-test header-check examples demo-writes \
	c-test c-test-f32 cpp-test check-packaging check-docs count-check accuracy valgrind firmware-check robustness

test:  ## every check, stage by stage with the times; the last line is the sum of the C programs' checks
	@rm -rf $(LOGS)
	@scripts/stage.sh "$(MAKE)" $(STAGES)
	@scripts/tally.sh $$(find $(LOGS) -name '*.log' | sort)

check:  ## a quick answer, in a minute or two: the C library, its tests, the programs of the pages
	@rm -rf $(LOGS)
	@scripts/stage.sh "$(MAKE)" lib c-test check-docs
	@scripts/tally.sh $(LOGS)/*.log

fmt:  ## fails if rustfmt would change anything
	$(CARGO) fmt --check

# The C libraries' features only with --release: without std there is no unwinding, and the dev profile unwinds.
clippy:  ## clippy with warnings as errors, as a Rust crate and as the C libraries
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) clippy --release --lib --no-default-features --features $(C_FEATURES) -- -D warnings

# As an rlib: the C libraries in their two shipped combinations are built by lib and f32.
GROUPS       := special statistics bits trigonometric
COMBINATIONS := , std f32 std,f32 $(GROUPS:%=std,%) std,special,statistics,bits,trigonometric firmware,allocator c-hooks \
	std,c-hooks,default-hooks capi panic-handler firmware,c-hooks firmware,c-hooks,f32

features:  ## compiles every sensible combination of features, and two with the engines of optimised builds
	@check() { \
		$(CARGO) rustc --quiet --profile check --lib --crate-type rlib --no-default-features --features "$$1" \
			--target-dir $(BUILD)/cargo/features -- -D warnings; \
	}; \
	for features in $(COMBINATIONS); do check "$$features" || exit 1; done; \
	export CARGO_PROFILE_DEV_OPT_LEVEL=3 CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false; \
	check '' && check f32 && echo "features: $(words $(COMBINATIONS)) combinations compile"

# The threaded engine is in optimised builds alone.
# The library and its tests as in the release profile, what they are linked with as it is: that is compiled once, and is
# the most of it. Without debug assertions the engines are those of optimised builds.
own       = $(foreach setting,$1,--config profile.dev.package.exp-rs.$(setting))
OPTIMISED := $(call own,opt-level=3 codegen-units=1)
UNCHECKED := $(call own,debug-assertions=false overflow-checks=false)

rust-test:  ## the Rust tests in both widths, those of all results and of columns optimised too, and the allocator's
	$(CARGO) test
	$(CARGO) test $(OPTIMISED) $(UNCHECKED) --test differential --test vectors --test memory --test blocks
	$(CARGO) test $(OPTIMISED) --test blocks stack
	$(CARGO) test --features f32
	$(CARGO) test --lib --features c-hooks,default-hooks runtime::
	$(CARGO) test --no-default-features --features std --test groups --test vectors

# rustdoc's JSON is not stable: should another compiler write none, that check is left out.
doc:  ## the Rust documentation, warnings as errors; every public item has an example
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --quiet --no-deps --lib
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --quiet --no-deps --lib --no-default-features --features f32 \
		--target-dir $(BUILD)/cargo/features
	@if command -v python3 > /dev/null && RUSTC_BOOTSTRAP=1 $(CARGO) rustdoc --quiet --lib --target-dir $(BUILD)/cargo/doc -- \
		-Z unstable-options --output-format json; then \
		scripts/run.sh $(LOGS)/examples.log python3 scripts/doc_examples.py $(BUILD)/cargo/doc/doc/exp_rs.json; \
	else echo "python3 or rustdoc's JSON is not there: examples of public items not looked for"; fi

# Debug builds, but for the one that has a million rows.
rust-examples:  ## runs the Rust examples; the calculator's output is compared
	$(CARGO) run --quiet --example sensors > /dev/null
	$(CARGO) run --quiet $(OPTIMISED) $(UNCHECKED) --example columns > /dev/null
	$(CARGO) run --quiet --example calculator < examples/data/calculator.txt | diff examples/data/calculator.expected -

# What a test needs beyond the rule: its arguments, the compiler's.
ARGS_vectors        := tests/vectors.tsv
ARGS_test_fault_points := tests/vectors.tsv
ARGS_test_hostile   := $(wildcard tests_native_c/hostile/*.txt)
ARGS_test_demo      := examples/data/imu.csv $(BUILD)/demo/results.csv
FLAGS_test_demo     := -I examples examples/csv.c
FLAGS_test_no_alloc := $(COUNT_MALLOC)
FLAGS_test_hostile  := -DEXP_RS_TEST_LOCALES='"$(abspath $(BUILD))/locale"'

$(BUILD)/tests/%: tests_native_c/%.c $(C_HELPERS) $(wildcard tests_native_c/*.h) include/exp_rs.h $(DEMO_PARTS) \
		$(BUILD)/release/libexp_rs.a
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -I include $< $(FLAGS_$*) $(C_HELPERS) $(BUILD)/release/libexp_rs.a -lm -o $@

c-test: $(C_TESTS:%=$(BUILD)/tests/%) $(BUILD)/demo/results.csv  ## the C tests, each file of tests_native_c a program
	@$(foreach test,$(C_TESTS),scripts/run.sh $(LOGS)/$(test).log $(BUILD)/tests/$(test) $(ARGS_$(test));)

# exp_rs.hpp as its users compile it: with exceptions and without, in both widths, under the sanitizers.
CXX_FLAGS := -std=c++17 -O1 -g -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
FLAGS_throwing  :=
FLAGS_expected  := -fno-exceptions
FLAGS_cpp_f32   := -DEXP_RS_F32
FLAGS_sanitized := -fsanitize=address,undefined -fno-sanitize-recover=all
LIBRARY_cpp_f32 := f32
CPP_TESTS       := throwing expected cpp_f32 sanitized

$(BUILD)/tests-cpp/%: tests_native_cpp/test_hpp.cpp tests_native_c/hooks.c $(wildcard tests_native_c/*.h examples/malloc_count.* include/*) \
		$(BUILD)/release/libexp_rs.a $(BUILD)/f32/libexp_rs.a
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -I include -c tests_native_c/hooks.c -o $@-hooks.o
	$(CC) $(C_FLAGS) -DMALLOC_COUNT_WRAP -c examples/malloc_count.c -o $@-count.o
	$(CXX) $(CXX_FLAGS) $(FLAGS_$*) -I include -I tests_native_c -I examples $< $@-hooks.o $@-count.o \
		$(COUNT_MALLOC_WRAP) $(BUILD)/$(or $(LIBRARY_$*),release)/libexp_rs.a -o $@

cpp-test:  ## the C++ header's tests and example, where a C++ compiler is installed
	@if command -v $(CXX) > /dev/null; then \
		$(MAKE) --no-print-directory $(CPP_TESTS:%=$(BUILD)/tests-cpp/%) $(BUILD)/demo/formulas && \
		for kind in $(CPP_TESTS); do scripts/run.sh $(LOGS)/cpp-$$kind.log $(BUILD)/tests-cpp/$$kind; done; \
	else echo "$(CXX) is not installed: exp_rs.hpp not tested"; fi

$(BUILD)/demo/%: examples/%.cpp include/exp_rs.hpp include/exp_rs.h $(BUILD)/release/libexp_rs.a
	@mkdir -p $(@D)
	$(CXX) $(CXX_FLAGS) -I include $< $(BUILD)/release/libexp_rs.a -o $@

# The same programs in the other width, with vectors of its own (scripts/make_f32_vectors.py); the demo's expected
# values are those of double.
F32_TESTS        := $(filter-out test_demo,$(C_TESTS))
F32_ARGS_vectors := tests/vectors_f32.tsv
F32_ARGS_test_hostile := $(ARGS_test_hostile)
F32_ARGS_test_fault_points := tests/vectors_f32.tsv

$(BUILD)/tests-f32/%: tests_native_c/%.c $(C_HELPERS) $(wildcard tests_native_c/*.h) include/exp_rs.h $(DEMO_PARTS) \
		$(BUILD)/f32/libexp_rs.a
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -DEXP_RS_F32 -I include $< $(FLAGS_$*) $(C_HELPERS) $(BUILD)/f32/libexp_rs.a -lm -o $@

c-test-f32: $(F32_TESTS:%=$(BUILD)/tests-f32/%)  ## the C tests with float
	@$(foreach test,$(F32_TESTS),scripts/run.sh $(LOGS)/f32-$(test).log $(BUILD)/tests-f32/$(test) $(F32_ARGS_$(test));)

memory-pictures: $(BUILD)/demo/memory_pictures  ## draws the pictures of docs/memory.md anew, from a run's figures
	$< docs

PAGES := $(shell grep -lE '^.{3}(c|cpp)$$' README.md docs/*.md)

check-docs: lib $(BUILD)/demo/memory_pictures  ## what the pages name exists, their code compiles, their programs run
	@mkdir -p $(BUILD)/pages && $(BUILD)/demo/memory_pictures $(BUILD)/pages
	@for picture in $(BUILD)/pages/*.svg; do \
		cmp -s $$picture docs/$${picture##*/} || echo "docs/$${picture##*/} is of another library: make memory-pictures draws it anew"; \
	done
	@scripts/run.sh $(LOGS)/names.log scripts/doc_names.sh README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md cli/README.md docs/*.md
	@$(foreach page,$(PAGES),scripts/run.sh $(LOGS)/code-$(notdir $(basename $(page))).log \
		scripts/doc_programs.sh $(page) include $(BUILD)/release/libexp_rs.a $(BUILD)/pages/$(notdir $(basename $(page)));)

# Those left out would take minutes, and the others walk the same code.
VALGRIND_TESTS = $(filter-out vectors test_fault_points test_hostile test_no_alloc test_demo,$(C_TESTS))

valgrind: $(C_TESTS:%=$(BUILD)/tests/%)  ## the C tests under valgrind, where it is installed
	@if command -v $(VALGRIND) > /dev/null; then \
		for test in $(VALGRIND_TESTS); do \
			scripts/run.sh $(LOGS)/valgrind-$$test.log $(VALGRIND) --quiet --leak-check=full --error-exitcode=9 \
				$(BUILD)/tests/$$test; \
		done; \
	else \
		echo "$(VALGRIND) is not installed: C tests not run under it"; \
	fi

# Counts, not times: those are noisy, these are the same on every run. For the machine that wrote the table's kind.
$(BUILD)/counts: benches/counts/counts.c include/exp_rs.h $(BUILD)/release/libexp_rs.a
	$(CC) $(C_FLAGS) -I include $< $(BUILD)/release/libexp_rs.a -lm -o $@

counts: $(BUILD)/counts  ## writes the table of instruction counts, benches/counts/x86_64.tsv
	scripts/counts.sh $< benches/counts/x86_64.tsv --write

count-check: $(BUILD)/counts  ## fails where a count has grown by more than 5 %; needs valgrind
	@if [ "$$(uname -m)" != x86_64 ]; then echo "counts are kept for x86_64 alone: not checked"; \
	elif ! command -v valgrind > /dev/null; then echo "valgrind is not installed: instruction counts not checked"; \
	else scripts/run.sh $(LOGS)/counts.log scripts/counts.sh $< benches/counts/x86_64.tsv; fi

# Of each function and each kind of its arguments. 3333334 makes ten million of each function in two minutes.
ARGUMENTS ?= 100000

$(BUILD)/accuracy: benches/accuracy/accuracy.c include/exp_rs.h $(BUILD)/release/libexp_rs.a
	$(CC) $(C_FLAGS) -I include $< $(BUILD)/release/libexp_rs.a -lquadmath -lm -o $@

accuracy: lib  ## the largest error of each elementary function, in ULP, over ARGUMENTS (100000) of each kind; needs gcc's libquadmath
	@if echo '#include <quadmath.h>' | $(CC) -E - > /dev/null 2>&1; then \
		$(MAKE) --no-print-directory $(BUILD)/accuracy || exit 1; \
		scripts/run.sh $(LOGS)/accuracy.log $(BUILD)/accuracy $(ARGUMENTS); grep ULP $(LOGS)/accuracy.log; \
	else echo "the C compiler has no libquadmath: $@ not run"; fi

include firmware/firmware.mk
include robustness.mk
include packaging/packaging.mk

bench:  ## the Rust benchmarks
	$(CARGO) bench

# A Python that has numexpr; without it that row is left out.
NUMEXPR_PYTHON ?= python3

# Stands before the measuring program: `chrt -f 10 taskset -c 1` (root) lets nothing else on a core of its own while it runs.
UNDISTURBED ?=
PEERS := $(UNDISTURBED) benches/peers/target/release/bench-peers

# What is measured goes into the documents, unless ARGS asks for something else, as --quick does.
bench-peers: ARGS ?= --svg docs/peers.svg --document docs/performance.md --readme README.md
bench-peers: lib  ## the same expressions in other libraries, side by side: tables and picture into docs and README; ARGS=--quick only prints
	EXP_RS_LIB_DIR=$(abspath $(BUILD))/release $(CARGO) build --release --manifest-path benches/peers/Cargo.toml \
		--target-dir benches/peers/target
	$(PEERS) $(ARGS)
	$(PEERS) columns --python $(NUMEXPR_PYTHON) $(filter --quick,$(ARGS))
	$(PEERS) columns --python $(NUMEXPR_PYTHON) $(filter --quick,$(ARGS)) --rows 4096

clean:  ## deletes what was made, cargo's target directory too
	rm -rf $(BUILD)
	$(CARGO) clean
