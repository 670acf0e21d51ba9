# Installing, and everything about how programs of others get at the library. Included by the Makefile.

PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DESTDIR    ?=
# release: exp_rs_real is double; f32: float, for programs that define EXP_RS_F32. Or both, between blanks.
VARIANT    ?= release

# $(call install,PREFIX,LIBDIR,INCLUDEDIR,DESTDIR,install or uninstall,VARIANTS)
install = PREFIX="$(1)" LIBDIR="$(2)" INCLUDEDIR="$(3)" DESTDIR="$(4)" packaging/install.sh $(5) $(VERSION) $(ABI) $(BUILD) $(6)

.PHONY: install uninstall check-packaging check-libraries check-header check-consumers check-source-consumers \
	check-firmware-consumers check-cargo-c arduino doxygen

install: $(foreach v,$(VARIANT),$(BUILD)/$v/libexp_rs.a $(BUILD)/$v/libexp_rs.so)  ## headers, libraries, pkg-config and CMake files under PREFIX (DESTDIR, LIBDIR, VARIANT="release f32")
	$(call install,$(PREFIX),$(LIBDIR),$(INCLUDEDIR),$(DESTDIR),install,$(VARIANT))

uninstall:  ## takes away what install put there, of both variants
	$(call install,$(PREFIX),$(LIBDIR),$(INCLUDEDIR),$(DESTDIR),uninstall,release f32)

check-packaging: check-libraries check-header check-consumers check-source-consumers check-firmware-consumers check-cargo-c doxygen  ## exported names, handlers that jump, the header's dialects, programs of every build system

check-libraries: all f32  ## both libraries export just the names of packaging/exports.txt
	@$(foreach v,release f32,scripts/run.sh $(LOGS)/libraries-$v.log packaging/check_libraries.sh $(ABI) \
		$(BUILD)/$v/libexp_rs.a $(BUILD)/$v/libexp_rs.so $(BUILD)/$v/exports.txt packaging/hooks.txt;)
	@scripts/run.sh $(LOGS)/handlers.log packaging/check_handlers.sh $(BUILD)/release/libexp_rs.a

check-header:  ## the headers without a warning in every dialect of C and C++; exp_rs.hpp has all functions
	@scripts/run.sh $(LOGS)/wrapper.log packaging/check_wrapper.sh packaging/exports.txt include/exp_rs.hpp
	@scripts/run.sh $(LOGS)/header.log packaging/check_header.sh include tests_native_c/test_header.c

# Installed to one place, moved to another: nothing may remember where it was.
STAGED    := $(abspath $(BUILD))/staged
INSTALLED := $(abspath $(BUILD))/installed
# Where Debian has libraries of several kinds of machines; empty elsewhere.
MULTIARCH := $(shell $(CC) -print-multiarch 2> /dev/null)

check-consumers: all f32  ## programs that find an installed copy by pkg-config, CMake and Meson
	@rm -rf $(STAGED) $(INSTALLED)
	@$(call install,/opt/exp_rs,/opt/exp_rs/lib/$(MULTIARCH),/opt/exp_rs/include,$(STAGED),install,release f32)
	@mkdir -p $(INSTALLED) && mv $(STAGED)/opt/exp_rs $(INSTALLED)/moved
	@scripts/run.sh $(LOGS)/consumers.log packaging/tests/installed.sh $(INSTALLED)/moved lib/$(MULTIARCH) $(ABI) $(BUILD)/consumers
	@scripts/run.sh $(LOGS)/uninstall.log packaging/tests/uninstall.sh $(VERSION) $(ABI) $(BUILD) $(BUILD)/uninstall
	@scripts/run.sh $(LOGS)/versions.log packaging/tests/versions.sh $(BUILD) $(BUILD)/versions

check-source-consumers: all f32  ## programs that bring the sources along, by CMake's FetchContent and Meson's wrap
	@scripts/run.sh $(LOGS)/source-consumers.log packaging/tests/source.sh $(VERSION) \
		$(abspath $(BUILD))/cargo $(abspath $(BUILD))/source-consumers

check-cargo-c: $(BUILD)/release/exports.txt  ## what cargo-c installs, where it is there (cargo install cargo-c --locked)
	@scripts/run.sh $(LOGS)/cargo-c.log packaging/tests/cargo_c.sh $(ABI) $< $(abspath $(BUILD))/cargo/capi $(BUILD)/cargo-c

# A target that cannot be built here is told by the test.
check-firmware-consumers:  ## the files for Zephyr, ESP-IDF, Arduino and PlatformIO, as far as they can be tried here
	@if firmware/cargo.sh thumbv7m-none-eabi > /dev/null 2>&1 && command -v arm-none-eabi-gcc > /dev/null; then \
		$(MAKE) --no-print-directory --silent $(FW)/m3/f64/libexp_rs.a; fi
	@scripts/run.sh $(LOGS)/firmware-consumers.log packaging/tests/firmware.sh $(BUILD) $(BUILD)/firmware-consumers

arduino: $(FW_TARGETS:%=$(FW)/%/f64/libexp_rs.a)  ## a library for the Arduino IDE and PlatformIO, into build/arduino/exp_rs
	packaging/arduino.sh $(BUILD) $(BUILD)/arduino/exp_rs $(FW_TARGETS)

# exp_rs.h by itself first, where nothing may be undocumented.
doxygen:  ## the headers' documentation, warnings as errors, into build/doxygen; where doxygen is installed
	@if command -v doxygen > /dev/null; then mkdir -p $(BUILD)/doxygen $(LOGS); \
		export BUILD=$(BUILD) VERSION=$(VERSION); \
		{ cat packaging/Doxyfile; echo 'INPUT = include/exp_rs.h'; echo 'WARN_IF_UNDOCUMENTED = YES'; } | doxygen -q - && \
		doxygen -q packaging/Doxyfile && echo "doxygen: 2 passed, 0 failed" | tee $(LOGS)/doxygen.log; \
	else echo "doxygen is not installed: the headers' documentation not built"; fi

.PHONY: cli cli-test install-cli uninstall-cli

CLI_CARGO := --manifest-path cli/Cargo.toml --target-dir cli/target

cli:  ## the command-line program, cli/target/release/exp-rs
	$(CARGO) build --release --locked $(CLI_CARGO)

install-cli: cli  ## the command-line program, its manual pages and completions under PREFIX (DESTDIR)
	PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" packaging/install_cli.sh install cli/target/release/exp-rs

uninstall-cli:  ## takes away what install-cli put there
	PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" packaging/install_cli.sh uninstall cli/target/release/exp-rs

cli-test:  ## the command-line program's tests, clippy, formatting and installation
	$(CARGO) fmt --check --manifest-path cli/Cargo.toml
	$(CARGO) clippy --quiet --all-targets $(CLI_CARGO) -- -D warnings
	$(CARGO) test --quiet --locked $(CLI_CARGO)
	packaging/tests/cli.sh cli/target/debug/exp-rs $(BUILD)/cli
