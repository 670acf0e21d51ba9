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
fw_qemu    = $(call fw,$(1),7)

FW_C_FLAGS_f64 :=
FW_C_FLAGS_f32 := -DEXP_RS_F32
FW_C_FLAGS := -std=c99 -Os -g -ffreestanding -ffunction-sections -fdata-sections -ffp-contract=off -fno-common \
	-Wall -Wextra -Wpedantic -Wconversion -Werror -Wstrict-prototypes -Wc++-compat
FW_START   := firmware/start.c firmware/semihosting.c
FW_HEADERS := $(wildcard firmware/*.h firmware/libc/*.h firmware/memory/*.ld) include/exp_rs.h

.PHONY: firmware firmware-size

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

$(FW)/$(T)/$(W)/e4.elf: firmware/e4.c $(call fw_start,$(T)) $(FW_HEADERS) $(FW)/$(T)/$(W)/libexp_rs.a
	$(call fw_link,$(T),$(W)) firmware/e4.c $(FW)/$(T)/$(W)/libexp_rs.a -lgcc -o $$@
endef

fw_start = $(FW_START) $(if $(findstring arm,$(call fw_tools,$(1))),firmware/start_arm.c,firmware/start_riscv.c)
# A 64-bit linker makes 32-bit code only when told.
fw_ld    = $(call fw_tools,$(1))ld$(if $(findstring riscv,$(call fw_tools,$(1))), -m elf32lriscv)
fw_link  = $(call fw_gcc,$(1)) $(FW_C_FLAGS) $(FW_C_FLAGS_$(2)) -I include -I firmware -isystem firmware/libc -nostdlib -static \
	-Wl,--gc-sections,--no-warn-rwx-segments,-z,noexecstack -L firmware/memory -T firmware/memory/$(call fw_regions,$(1)).ld $(call fw_start,$(1))

$(foreach T,$(FW_TARGETS),$(foreach W,$(FW_WIDTHS),$(eval $(fw_rules))))

$(foreach T,$(FW_TARGETS),$(eval $(FW)/$T/f32/raw.a: | $(FW)/$T/f64/raw.a))

firmware-size: $(foreach t,$(FW_TARGETS),$(FW_WIDTHS:%=$(FW)/$t/%/e4.elf))  ## flash and RAM of the image that parses and evaluates E4
	@firmware/size.sh $^
