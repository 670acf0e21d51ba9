# For the build systems of microcontrollers: the archive of a target of firmware/targets.txt, built by make and cargo.

# exp_rs_firmware(TARGET F32): defines the library exp_rs::firmware with its include directory; F32 is true for
# exp_rs_real as float.
function(exp_rs_firmware target f32)
    get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/.." ABSOLUTE)
    set(width f64)
    if(f32)
        set(width f32)
    endif()
    set(build "${CMAKE_BINARY_DIR}/exp_rs")
    set(archive "${build}/firmware/${target}/${width}/libexp_rs.a")
    find_program(EXP_RS_MAKE NAMES gmake make REQUIRED)
    mark_as_advanced(EXP_RS_MAKE)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${root}/src/*.rs")
    add_custom_command(OUTPUT "${archive}" VERBATIM WORKING_DIRECTORY "${root}"
        DEPENDS ${sources} "${root}/Cargo.toml" "${root}/Cargo.lock" "${root}/firmware/targets.txt"
        COMMENT "Building exp_rs for ${target} with cargo"
        COMMAND "${EXP_RS_MAKE}" --no-print-directory "BUILD=${build}" "${archive}")
    add_custom_target(exp_rs_firmware_build DEPENDS "${archive}")
    add_library(exp_rs::firmware STATIC IMPORTED GLOBAL)
    add_dependencies(exp_rs::firmware exp_rs_firmware_build)
    set_target_properties(exp_rs::firmware PROPERTIES
        IMPORTED_LOCATION "${archive}"
        IMPORTED_LINK_INTERFACE_LANGUAGES C
        INTERFACE_INCLUDE_DIRECTORIES "${root}/include")
    if(f32)
        set_target_properties(exp_rs::firmware PROPERTIES INTERFACE_COMPILE_DEFINITIONS EXP_RS_F32)
    endif()
endfunction()
