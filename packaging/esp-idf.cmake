# A component of ESP-IDF, in the folder components/ of a project: for the chips with a RISC-V core that has atomic
# instructions. The project defines exp_rs_malloc, exp_rs_free and exp_rs_panic, over heap_caps_malloc, for instance.
idf_component_register(INCLUDE_DIRS include)
if(NOT CMAKE_BUILD_EARLY_EXPANSION)
    if(NOT IDF_TARGET MATCHES "^esp32(c6|c5|c61|h2)$")
        message(FATAL_ERROR "exp_rs: Rust's own compiler makes no code for ${IDF_TARGET}")
    endif()
    include("${CMAKE_CURRENT_LIST_DIR}/firmware.cmake")
    exp_rs_firmware(rv32 "${EXP_RS_F32}")
    target_link_libraries(${COMPONENT_LIB} INTERFACE exp_rs::firmware)
endif()
