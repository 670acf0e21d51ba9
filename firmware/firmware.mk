# The library on microcontrollers: its archives, test programs and their runs under QEMU. Included by the Makefile.
# $(FW)/TARGET/VARIANT holds what is made for one target of firmware/targets.txt.

FW         := $(BUILD)/firmware
FW_TABLE   := firmware/targets.txt
FW_TARGETS := $(shell sed -n 's/^\([a-z][a-z0-9]*\) *|.*/\1/p' $(FW_TABLE))
FW_WIDTHS  := f64 f32
FW_FEATURES_f64 := firmware,c-hooks
FW_FEATURES_f32 := firmware,c-hooks,f32

# $(call fw,TARGET,COLUMN)
fw = $(shell awk -F ' *[|] *' '$$1 == "$(1)" { print $$$(2) }' $(FW_TABLE))
fw_triple  = $(call fw,$(1),2)
fw_tools   = $(call fw,$(1),4)
fw_gcc     = $(call fw,$(1),4)gcc $(call fw,$(1),5)
fw_regions = $(call fw,$(1),6)
fw_suite   = $(call fw,$(1),7)
fw_qemu    = $(call fw,$(1),8)

FW_C_FLAGS_f32 := -DEXP_RS_F32
FW_C_FLAGS := -std=c99 -Os -g -ffreestanding -ffunction-sections -fdata-sections -ffp-contract=off -fno-common \
	-Wall -Wextra -Wpedantic -Wconversion -Werror -Wstrict-prototypes -Wc++-compat \
	-I include -I firmware -I tests_native_c -I examples -I firmware/bits -isystem firmware/libc
FW_HEADERS := $(wildcard firmware/*.h firmware/libc/*.h firmware/memory/*.ld tests_native_c/*.h) include/exp_rs.h

# Start-up code, the tests' C library and their hooks (where a test has none of its own), an archive for each target.
FW_SUPPORT := $(wildcard firmware/libc/*.c) tests_native_c/hooks.c firmware/start.c firmware/semihosting.c
fw_start   = $(if $(findstring riscv,$(call fw,$(1),2)),firmware/start_riscv.c,firmware/start_arm.c)
# A 64-bit linker makes 32-bit code only when told.
fw_ld      = $(call fw_tools,$(1))ld$(if $(findstring riscv,$(call fw,$(1),2)), -m elf32lriscv)
fw_link    = $(call fw_gcc,$(1)) $(FW_C_FLAGS) -nostdlib -static -Wl,--gc-sections,--no-warn-rwx-segments,-z,noexecstack \
	-L firmware/memory -T firmware/memory/$(2).ld
fw_libs    = -Wl,--start-group $(FW)/$(1)/support.a $(FW)/$(1)/$(2)/libexp_rs.a -lgcc -Wl,--end-group

FW_LOGS := $(LOGS)/firmware

# What a test needs beyond the rule.
FW_FLAGS_test_no_alloc := $(COUNT_MALLOC) -DEXP_RS_TEST_EVALS=100000
FW_ARGS_f64_vectors := tests/vectors.tsv
FW_ARGS_f32_vectors := tests/vectors_f32.tsv

# What is compared bit for bit: on the host, which writes the golden table, and on targets.
FW_BITS := $(wildcard firmware/bits/*.c)

# What runs where: the whole of tests_native_c but for these, and firmware/tests on the target's own board.
FW_NOT_SUITE := test_threads test_demo test_fault_points test_hostile
FW_SUITE     := $(filter-out $(FW_NOT_SUITE),$(C_TESTS))
FW_TESTS     := $(sort $(basename $(notdir $(wildcard firmware/tests/*.c))))
FW_RUNS      := $(foreach t,$(FW_TARGETS),$(foreach w,$(FW_WIDTHS),$(patsubst %,$(FW_LOGS)/$t-$w-%.log,$(FW_SUITE) $(FW_TESTS))))
FW_JOBS      ?= 2
# fail: a panic in the image that evaluates E4 fails; tell: it is only told.
FW_PANICS    ?= fail
# What is checked of the archives and images; the other Rust archive on one target, where it is the control, too.
FW_CHECKS    := $(FW_LOGS)/m7-neighbours.log $(FW_LOGS)/figures.log $(foreach t,$(FW_TARGETS),$(foreach w,$(FW_WIDTHS), \
	$(foreach c,archive panics $(if $(findstring hf,$(call fw,$t,2)),handlers),$(FW_LOGS)/$t-$w-$c.log)))
# The same bits are asked for on every target but the smallest; the controls where a double has an FPU with modes.
FW_BITS_RUNS := $(foreach t,$(filter-out m0,$(FW_TARGETS)),$(FW_WIDTHS:%=$(FW_LOGS)/$t-%-bits.log)) \
	$(foreach w,$(FW_WIDTHS),$(foreach m,zero up,$(FW_LOGS)/m7-$w-bits-$m.log $(FW_LOGS)/host-$w-bits-$m.log) $(FW_LOGS)/host-$w-bits.log)

.PHONY: firmware firmware-size firmware-test firmware-runs firmware-check firmware-golden firmware-report

firmware: $(foreach t,$(FW_TARGETS),$(FW_WIDTHS:%=$(FW)/$t/%/libexp_rs.a))  ## libexp_rs.a for microcontrollers, into build/firmware/TARGET/f64 and f32

# One target directory for both widths of a target, so that the core library is compiled once; hence one after
# the other. T and W: target and width.
define fw_rules
$(FW)/$(T)/$(W)/raw.a: $(RUST_SOURCES) firmware/cargo.sh $(FW_TABLE)
	+firmware/cargo.sh '$(call fw,$(T),2)' '$(call fw,$(T),3)' $(FW_FEATURES_$(W)) $(FW)/cargo/$(T)
	@mkdir -p $$(@D)
	cp $(FW)/cargo/$(T)/$(call fw,$(T),2)/firmware/libexp_rs.a $$@

$(FW)/$(T)/$(W)/exports.txt: packaging/exports.txt
	@mkdir -p $$(@D)
	awk '{ print $$$$1 ($$$$2 == "$(W)" ? "_" $$$$2 : "") }' $$< > $$@

$(FW)/$(T)/$(W)/libexp_rs.a: $(FW)/$(T)/$(W)/raw.a $(FW)/$(T)/$(W)/exports.txt packaging/prelink.sh
	LD='$(call fw_ld,$(T))' OBJCOPY=$(call fw_tools,$(T))objcopy AR=$(call fw_tools,$(T))ar \
		packaging/prelink.sh $$< $$@ $(FW)/$(T)/$(W)/exports.txt

$(FW)/$(T)/$(W)/%.elf: firmware/%.c $(FW)/$(T)/support.a $(FW_HEADERS) $(FW)/$(T)/$(W)/libexp_rs.a
	$(call fw_link,$(T),$(call fw_regions,$(T))) $(FW_C_FLAGS_$(W)) $$< $(call fw_libs,$(T),$(W)) -o $$@

$(FW)/$(T)/$(W)/suite/%.elf: tests_native_c/%.c $(FW)/$(T)/support.a $(FW_HEADERS) \
		$(FW)/$(T)/$(W)/libexp_rs.a
	@mkdir -p $$(@D)
	$(call fw_link,$(T),$(call fw_regions,$(call fw_suite,$(T)))) $(FW_C_FLAGS_$(W)) $$< $$(FW_FLAGS_$$*) \
		$(call fw_libs,$(T),$(W)) -o $$@

$(FW)/$(T)/$(W)/tests/%.elf: firmware/tests/%.c $(FW)/$(T)/support.a $(FW_HEADERS) $(FW)/$(T)/$(W)/libexp_rs.a
	@mkdir -p $$(@D)
	$(call fw_link,$(T),$(call fw_regions,$(T))) $(FW_C_FLAGS_$(W)) $$< $$(FW_FLAGS_$$*) \
		$(call fw_libs,$(T),$(W)) -o $$@

# Measured where the C tests run: these want more memory than a micro:bit has.
$(FW)/$(T)/$(W)/counts.elf $(FW)/$(T)/$(W)/stack.elf: $(FW)/$(T)/$(W)/%.elf: firmware/%.c $(FW)/$(T)/support.a $(FW_HEADERS) \
		$(FW)/$(T)/$(W)/libexp_rs.a
	$(call fw_link,$(T),$(call fw_regions,$(call fw_suite,$(T)))) $(FW_C_FLAGS_$(W)) $$< $(call fw_libs,$(T),$(W)) -o $$@

$(FW)/$(T)/$(W)/figures.tsv: $(FW)/$(T)/$(W)/e4.elf $(FW)/$(T)/$(W)/stack.elf $(FW)/$(T)/$(W)/counts.elf firmware/figures.sh
	firmware/figures.sh $$(@D) $(T) $(W) '$(call fw_qemu,$(call fw_suite,$(T)))' '$(call fw_qemu,$(T))' > $$@

$(FW_LOGS)/$(T)-$(W)-archive.log: $(FW)/$(T)/$(W)/libexp_rs.a
	@scripts/run.sh $$@ firmware/check_archive.sh $$< $(call fw_tools,$(T)) $(FW)/$(T)/$(W)/exports.txt packaging/hooks.txt

$(FW_LOGS)/$(T)-$(W)-panics.log: $(FW)/$(T)/$(W)/e4.elf $(FW)/m7/f64/neighbours.elf
	@scripts/run.sh $$@ firmware/check_panics.sh $(FW_PANICS) $(call fw_tools,$(T)) $(FW)/m7/f64/neighbours.elf $$<

$(FW_LOGS)/$(T)-$(W)-handlers.log: $(FW)/$(T)/$(W)/libexp_rs.a
	@OBJDUMP=$(call fw_tools,$(T))objdump scripts/run.sh $$@ packaging/check_handlers.sh $$<

$(FW)/$(T)/$(W)/bits.elf: $(FW_BITS) $(FW)/$(T)/support.a $(FW_HEADERS) $(FW)/$(T)/$(W)/libexp_rs.a
	$(call fw_link,$(T),$(call fw_regions,$(call fw_suite,$(T)))) $(FW_C_FLAGS_$(W)) $(FW_BITS) $(call fw_libs,$(T),$(W)) -o $$@

$(FW_LOGS)/$(T)-$(W)-bits.log: $(FW)/$(T)/$(W)/bits.elf firmware/bits/golden_$(W).tsv
	@scripts/run.sh $$@ firmware/bits/compare.sh firmware/bits/golden_$(W).tsv firmware/run.sh \
		'$(call fw_qemu,$(call fw_suite,$(T)))' $$< $(FW_ARGS_$(W)_vectors)

# The controls: other modes of the FPU.
$(FW_LOGS)/$(T)-$(W)-bits-zero.log $(FW_LOGS)/$(T)-$(W)-bits-up.log: $(FW_LOGS)/$(T)-$(W)-bits-%.log: $(FW)/$(T)/$(W)/bits.elf
	@DIFFER=20 scripts/run.sh $$@ firmware/bits/compare.sh firmware/bits/golden_$(W).tsv firmware/run.sh \
		'$(call fw_qemu,$(call fw_suite,$(T)))' $$< $(FW_ARGS_$(W)_vectors) $$*

$(FW_LOGS)/$(T)-$(W)-%.log: $(FW)/$(T)/$(W)/suite/%.elf
	@scripts/run.sh $$@ firmware/run.sh '$(call fw_qemu,$(call fw_suite,$(T)))' $$< $$(FW_ARGS_$(W)_$$*)

$(FW_LOGS)/$(T)-$(W)-%.log: $(FW)/$(T)/$(W)/tests/%.elf
	@scripts/run.sh $$@ firmware/run.sh '$(call fw_qemu,$(T))' $$<
endef

define fw_support_rules
$(FW)/$(T)/neighbour.a: firmware/neighbour/neighbour.rs firmware/neighbour/Cargo.toml | $(FW)/$(T)/f64/raw.a
	+firmware/cargo.sh '$(call fw,$(T),2)' '$(call fw,$(T),3)' '' $(FW)/cargo/$(T) firmware/neighbour/Cargo.toml
	cp $(FW)/cargo/$(T)/$(call fw,$(T),2)/firmware/libneighbour.a $$@

$(FW)/$(T)/f64/neighbours.elf: firmware/neighbours.c $(FW)/$(T)/neighbour.a $(FW)/$(T)/f64/libexp_rs.a $(FW)/$(T)/support.a
	$(call fw_link,$(T),$(call fw_regions,$(call fw_suite,$(T)))) $$< $(call fw_libs,$(T),f64) $(FW)/$(T)/neighbour.a -o $$@

$(FW_LOGS)/$(T)-neighbours.log: $(FW)/$(T)/f64/neighbours.elf
	@scripts/run.sh $$@ firmware/run.sh '$(call fw_qemu,$(call fw_suite,$(T)))' $$<

$(FW)/$(T)/f32/raw.a: | $(FW)/$(T)/f64/raw.a

$(FW)/$(T)/support.a: $(FW_SUPPORT) $(call fw_start,$(T)) $(FW_HEADERS) $(FW_TABLE)
	firmware/archive.sh $$@ $(call fw_tools,$(T)) $(call fw_gcc,$(T)) $(FW_C_FLAGS) -- $(FW_SUPPORT) $(call fw_start,$(T))
endef

$(foreach T,$(FW_TARGETS),$(foreach W,$(FW_WIDTHS),$(eval $(fw_rules))))

$(foreach T,$(FW_TARGETS),$(eval $(fw_support_rules)))

firmware-size: $(foreach t,$(FW_TARGETS),$(FW_WIDTHS:%=$(FW)/$t/%/e4.elf))  ## flash and RAM of the image that parses and evaluates E4
	@firmware/size.sh $^

firmware-account: $(FW)/m7/f64/e4.elf  ## where the flash of the Cortex-M7's image goes, room by room
	@firmware/account.sh $< $(call fw_tools,m7)
.PHONY: firmware-account

# By what else a program calls: see there.
FW_PARTS := nothing=0 context=1 array=2 named=4 columns=8 message=16 all=31

$(FW)/m7/f64/parts_%.elf: firmware/parts.c $(FW)/m7/support.a $(FW_HEADERS) $(FW)/m7/f64/libexp_rs.a
	$(call fw_link,m7,$(call fw_regions,m7)) -DPARTS=$(lastword $(subst =, ,$*)) $< $(call fw_libs,m7,f64) -o $@

firmware-parts: $(FW_PARTS:%=$(FW)/m7/f64/parts_%.elf)  ## flash of the Cortex-M7's image by what else it calls
	@for part in $(FW_PARTS); do \
		echo "$${part%=*} $$(firmware/size.sh $(FW)/m7/f64/parts_$$part.elf | awk 'END { print $$3 }')"; \
	done
.PHONY: firmware-parts

# Exit 77 of the first: no Rust for microcontrollers. The libraries of the host are compared with.
FW_TOOLS := firmware/cargo.sh thumbv6m-none-eabi > /dev/null && command -v arm-none-eabi-gcc > /dev/null && \
	command -v riscv64-unknown-elf-gcc > /dev/null && command -v qemu-system-arm > /dev/null && \
	command -v qemu-system-riscv32 > /dev/null

firmware-check:  ## firmware-test as part of test: where the tools are, otherwise how to get them
	@if $(FW_TOOLS); then $(MAKE) --no-print-directory -j$(FW_JOBS) firmware-runs; \
	else echo "firmware not tested; on Debian: apt-get install $$(tr '\n' ' ' < firmware/packages.txt)"; fi

firmware-test:  ## the C tests on every target, under QEMU; the last line is the sum of their checks
	@rm -rf $(FW_LOGS)
	@$(MAKE) --no-print-directory -j$(FW_JOBS) firmware-runs
	@scripts/tally.sh $(FW_LOGS)/*.log

firmware-runs: $(FW_CHECKS) $(FW_RUNS) $(FW_BITS_RUNS)

# On the host: the same program against the desktop's library.
FW_HOST_f64 := $(BUILD)/release/libexp_rs.a
FW_HOST_f32 := $(BUILD)/f32/libexp_rs.a

define fw_host_rules
$(FW)/host/$(W)/bits: $(FW_BITS) $(FW_HEADERS) $(FW_HOST_$(W))
	@mkdir -p $$(@D)
	$(CC) $(C_FLAGS) $(FW_C_FLAGS_$(W)) -I include -I tests_native_c -I firmware/bits $(FW_BITS) $(FW_HOST_$(W)) -lm -o $$@

$(FW_LOGS)/host-$(W)-bits.log: $(FW)/host/$(W)/bits firmware/bits/golden_$(W).tsv
	@scripts/run.sh $$@ firmware/bits/compare.sh firmware/bits/golden_$(W).tsv $$< $(FW_ARGS_$(W)_vectors)

$(FW_LOGS)/host-$(W)-bits-zero.log $(FW_LOGS)/host-$(W)-bits-up.log: $(FW_LOGS)/host-$(W)-bits-%.log: $(FW)/host/$(W)/bits
	@DIFFER=20 scripts/run.sh $$@ firmware/bits/compare.sh firmware/bits/golden_$(W).tsv $$< $(FW_ARGS_$(W)_vectors) $$*
endef
$(foreach W,$(FW_WIDTHS),$(eval $(fw_host_rules)))

# The first line of the figures says what compiled them.
$(FW)/figures.tsv: $(foreach t,$(FW_TARGETS),$(FW_WIDTHS:%=$(FW)/$t/%/figures.tsv))
	{ echo "# $$(firmware/cargo.sh $(call fw,m7,2)), $$($(call fw_tools,m7)gcc --version | head -n 1)"; cat $^; } > $@

$(FW_LOGS)/figures.log: $(FW)/figures.tsv firmware/figures.tsv
	@scripts/run.sh $@ firmware/check_figures.sh firmware/figures.tsv $<

firmware-report: $(FW)/figures.tsv  ## measures flash, RAM, stack, instructions; writes firmware/figures.tsv and docs/firmware.md
	cp $< firmware/figures.tsv
	firmware/report.sh $< docs/firmware.md

firmware-golden: $(FW_WIDTHS:%=$(FW)/host/%/bits)  ## writes the golden hashes of all results, firmware/bits/golden_*.tsv, on this machine
	@for width in $(FW_WIDTHS); do \
		{ echo "# The bits of all results, by group; written by make firmware-golden: name, hash, evaluations"; \
			$(FW)/host/$$width/bits tests/vectors$$(echo _$$width | sed 's/_f64//').tsv; } > firmware/bits/golden_$$width.tsv; \
	done; wc -l firmware/bits/golden_*.tsv

firmware-columns: $(FW)/m7/f64/columns.elf  ## instructions a row on Cortex-M7, over columns and row by row
	@firmware/run.sh '$(call fw_qemu,m7) -icount shift=0' $<
.PHONY: firmware-columns
