//! The constants of `logarithm.rs` and `exponential.rs`, computed with mpmath at 300 bits: 1.5 KB for the logarithm (1 KB on microcontrollers), 1 KB for the exponential.
//!
//! The polynomials interpolate at Chebyshev nodes: `(ln(1+r) - r + r^2/2) / r^3` on |r| <= 0.00854 with an error below
//! 2^-69 r, `(e^r - 1 - r) / r^2` on |r| <= 0.00547 with an error below 2^-57. Names ending in `_HI` are rounded to a
//! multiple of 2^-42, so that their products with exponents are exact; `_LO` is the rest.

/// 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits of the sum.
pub(super) const TO_INTEGER: f64 = 6_755_399_441_055_744.0;
/// Bits of the lowest z: near 0.7057, and such that 1 stands two thirds into its interval (the lower binade is
/// twice as dense).
pub(super) const OFFSET: u64 = 0x3fe6_9555_0000_0000;
/// ln 2.
pub(super) const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fefa_3800);
/// ln 2 - LN2_HI.
pub(super) const LN2_LO: f64 = f64::from_bits(0x3d2e_f357_93c7_6730);
/// Coefficients of r^3 to r^9 in ln(1+r).
pub(super) const LOG_POLY: [f64; 7] = [
    f64::from_bits(0x3fd5_5555_5555_5555),
    f64::from_bits(0xbfd0_0000_0000_004c),
    f64::from_bits(0x3fc9_9999_9999_9a24),
    f64::from_bits(0xbfc5_5555_5456_0903),
    f64::from_bits(0x3fc2_4924_9161_0da5),
    f64::from_bits(0xbfc0_006a_f2cb_64db),
    f64::from_bits(0x3fbc_7289_9021_021d),
];
/// Coefficients of r^3 to r^8 in ln(1+r), where a single number is wanted: relative error below 2^-63.
pub(super) const LN_POLY: [f64; 6] = [
    f64::from_bits(0x3fd5_5555_5555_556e),
    f64::from_bits(0xbfd0_0000_0000_0016),
    f64::from_bits(0x3fc9_9999_98e3_3f1a),
    f64::from_bits(0xbfc5_5555_54b1_3704),
    f64::from_bits(0x3fc2_498a_6d19_0cd2),
    f64::from_bits(0xbfc0_005b_ab5c_2d34),
];
/// 64/ln 2.
pub(super) const PER_LN2: f64 = f64::from_bits(0x4057_1547_652b_82fe);
/// ln(2)/64.
pub(super) const STEP_HI: f64 = f64::from_bits(0x3f86_2e42_fefa_0000);
/// ln(2)/64 - STEP_HI.
pub(super) const STEP_LO: f64 = f64::from_bits(0x3d1c_f79a_bc9e_3b3a);
/// 64 log2(10).
pub(super) const PER_DIGIT: f64 = f64::from_bits(0x406a_934f_0979_a371);
/// log10(2)/64, rounded to a multiple of 2^-43.
pub(super) const DIGITS_HI: f64 = f64::from_bits(0x3f73_4413_50a0_0000);
/// log10(2)/64 - DIGITS_HI.
pub(super) const DIGITS_LO: f64 = f64::from_bits(0xbd20_c021_9dc1_da99);
/// Coefficients of r^2 to r^5 in e^r.
pub(super) const EXP_POLY: [f64; 4] = [
    f64::from_bits(0x3fdf_ffff_ffff_f511),
    f64::from_bits(0x3fc5_5555_5555_5236),
    f64::from_bits(0x3fa5_5556_ba38_8635),
    f64::from_bits(0x3f81_1111_dd00_9952),
];
/// For each 64th of [z, 2z): bits of the inverse of its middle as a multiple of 2^-9, of the negative logarithm of that
/// inverse rounded to a multiple of 2^-42, and of the rest.
const LOG_ROWS: [[u64; 3]; 64] = [
    [0x3ff6_8800_0000_0000, 0xbfd5_e87b_20c2_9000, 0xbd35_27d1_8f77_38fa],
    [0x3ff6_5000_0000_0000, 0xbfd5_48a2_c3ad_d000, 0xbd23_167e_6308_1cf7],
    [0x3ff6_1000_0000_0000, 0xbfd4_9006_8040_1000, 0x3d38_bccf_fe1a_0f8c],
    [0x3ff5_d000_0000_0000, 0xbfd3_d54f_a5c1_f000, 0xbd3c_3e1c_d9a3_95e3],
    [0x3ff5_9800_0000_0000, 0xbfd3_302c_1658_6000, 0xbd36_217d_c2a3_e08b],
    [0x3ff5_6000_0000_0000, 0xbfd2_895a_13de_8000, 0xbd3a_8d7a_d24c_13f0],
    [0x3ff5_2800_0000_0000, 0xbfd1_e0d0_c337_1000, 0xbd3a_f8f2_a9b0_d4a0],
    [0x3ff4_f000_0000_0000, 0xbfd1_3687_0293_b000, 0x3d3d_3e84_99d6_7123],
    [0x3ff4_b800_0000_0000, 0xbfd0_8a73_667c_5000, 0xbd3e_bc1d_40c5_a329],
    [0x3ff4_8000_0000_0000, 0xbfcf_b918_6d5e_4000, 0x3d0d_572a_ab99_3c87],
    [0x3ff4_5000_0000_0000, 0xbfce_8c02_52aa_6000, 0x3d26_805b_80e8_e6ff],
    [0x3ff4_2000_0000_0000, 0xbfcd_5c21_6b4f_c000, 0x3d21_ba91_bbca_681b],
    [0x3ff3_e800_0000_0000, 0xbfcb_f601_bb0e_4000, 0xbd23_86a9_47c3_78b5],
    [0x3ff3_b800_0000_0000, 0xbfca_bfe5_ae46_2000, 0x3d3b_68f5_395f_139d],
    [0x3ff3_8800_0000_0000, 0xbfc9_86d3_2281_8000, 0xbcf9_3b56_4dd4_4000],
    [0x3ff3_5800_0000_0000, 0xbfc8_4abb_7586_6000, 0x3d3d_8daa_df4e_2bd2],
    [0x3ff3_2800_0000_0000, 0xbfc7_0b8f_97a1_a000, 0xbd34_ea64_f6a9_5bef],
    [0x3ff3_0000_0000_0000, 0xbfc5_ff30_70a7_a000, 0x3d38_586f_183b_ebf2],
    [0x3ff2_d000_0000_0000, 0xbfc4_ba36_f39a_6000, 0x3d34_354b_b3f2_19e5],
    [0x3ff2_a800_0000_0000, 0xbfc3_a8eb_2d31_a000, 0xbd1b_afb7_7d5d_503e],
    [0x3ff2_7800_0000_0000, 0xbfc2_5ded_0abc_6000, 0xbd35_a385_4f17_6449],
    [0x3ff2_5000_0000_0000, 0xbfc1_4785_8467_4000, 0xbd15_6345_1027_c750],
    [0x3ff2_2800_0000_0000, 0xbfc0_2ebb_42bf_4000, 0x3d15_a8fa_5ce0_0e5d],
    [0x3ff2_0000_0000_0000, 0xbfbe_2707_6e2b_0000, 0x3d2a_342c_2af0_003c],
    [0x3ff1_d800_0000_0000, 0xbfbb_eba8_1814_8000, 0x3d38_9b78_b6df_1f57],
    [0x3ff1_b000_0000_0000, 0xbfb9_ab42_4620_4000, 0x3d28_a648_2678_7061],
    [0x3ff1_8800_0000_0000, 0xbfb7_65bf_23a6_c000, 0x3cfe_cbc0_35c4_256a],
    [0x3ff1_6000_0000_0000, 0xbfb5_1b07_3f06_0000, 0xbd38_3f69_278e_686a],
    [0x3ff1_3800_0000_0000, 0xbfb2_cb02_83f5_c000, 0xbd3e_1ee2_ca65_7021],
    [0x3ff1_1800_0000_0000, 0xbfb0_ed83_9b55_4000, 0x3d39_01f4_6d48_abb4],
    [0x3ff0_f000_0000_0000, 0xbfad_276b_8adb_0000, 0xbd16_a423_c78a_64b0],
    [0x3ff0_d000_0000_0000, 0xbfa9_5c83_0ec9_0000, 0x3d2c_1482_97c5_feb8],
    [0x3ff0_b000_0000_0000, 0xbfa5_8a5b_afc9_0000, 0x3d2b_2b73_9570_ad39],
    [0x3ff0_8800_0000_0000, 0xbfa0_b94f_7c19_8000, 0x3d2e_8989_6f02_2783],
    [0x3ff0_6800_0000_0000, 0xbf99_ace7_551d_0000, 0x3d2d_75d9_7ec7_c410],
    [0x3ff0_4800_0000_0000, 0xbf91_d7f7_eb9f_0000, 0x3d14_193a_83fc_c7a6],
    [0x3ff0_2800_0000_0000, 0xbf83_e729_5d26_0000, 0x3d26_09c1_ff29_a114],
    [0x3ff0_0000_0000_0000, 0x0000_0000_0000_0000, 0x0000_0000_0000_0000],
    [0x3fef_9000_0000_0000, 0x3f8c_3173_84c8_0000, 0xbd34_1f33_fcef_b9fe],
    [0x3fef_2000_0000_0000, 0x3f9c_63d2_ec15_0000, 0xbd35_439c_e030_a687],
    [0x3fee_a000_0000_0000, 0x3fa6_7c94_f2d4_8000, 0x3d3d_ac20_827c_ca0c],
    [0x3fee_3000_0000_0000, 0x3fad_da8a_dc68_0000, 0xbd21_b1ac_64d9_e42f],
    [0x3fed_c000_0000_0000, 0x3fb2_aa04_a447_0000, 0x3d37_a48b_a8b1_cb41],
    [0x3fed_5000_0000_0000, 0x3fb6_74f0_8936_4000, 0x3d3a_7999_4c9d_3302],
    [0x3fec_f000_0000_0000, 0x3fb9_c0c3_2d4d_4000, 0xbd3a_b7c0_9e83_8668],
    [0x3fec_8000_0000_0000, 0x3fbd_a727_6384_4000, 0x3d1a_8940_1fa7_1733],
    [0x3fec_2000_0000_0000, 0x3fc0_8598_b59e_4000, 0xbd27_e5dd_7009_902c],
    [0x3feb_c000_0000_0000, 0x3fc2_3d71_2a49_c000, 0x3d10_0d23_8fd3_df5c],
    [0x3feb_6000_0000_0000, 0x3fc3_fb45_a599_2000, 0x3d31_9713_c0ca_e559],
    [0x3feb_0000_0000_0000, 0x3fc5_bf40_6b54_4000, 0xbd12_7023_eb68_981c],
    [0x3fea_a000_0000_0000, 0x3fc7_898d_8544_4000, 0x3d38_e67b_e3db_af3f],
    [0x3fea_5000_0000_0000, 0x3fc9_0c6d_b9fc_c000, 0xbd19_35f5_7718_d7ca],
    [0x3fea_0000_0000_0000, 0x3fca_93ed_3c8a_e000, 0xbd28_7243_5056_2169],
    [0x3fe9_a000_0000_0000, 0x3fcc_6ffb_c6f0_0000, 0x3d3e_e138_d3a6_9d43],
    [0x3fe9_5000_0000_0000, 0x3fce_020c_c623_6000, 0xbd25_2b00_adb9_1424],
    [0x3fe9_0000_0000_0000, 0x3fcf_991c_6cb3_c000, 0xbd39_0d04_cd7c_c834],
    [0x3fe8_c000_0000_0000, 0x3fd0_7138_604d_6000, 0xbd3e_7632_4e91_2b17],
    [0x3fe8_7000_0000_0000, 0x3fd1_4167_ef36_7000, 0x3d3e_0c07_824d_aaf5],
    [0x3fe8_2000_0000_0000, 0x3fd2_1445_6d0e_c000, 0xbd3c_af04_28b7_28a3],
    [0x3fe7_e000_0000_0000, 0x3fd2_bef0_7cdc_9000, 0x3d2a_9cfa_4a50_04f4],
    [0x3fe7_9000_0000_0000, 0x3fd3_96ce_359b_c000, 0xbd05_839c_5663_663d],
    [0x3fe7_5000_0000_0000, 0x3fd4_4591_e053_a000, 0xbd06_e958_9292_3d88],
    [0x3fe7_1000_0000_0000, 0x3fd4_f637_ebba_a000, 0xbd3f_c158_cb31_24b9],
    [0x3fe6_d000_0000_0000, 0x3fd5_a8ca_dbbe_e000, 0xbcf7_c79b_0af7_ecf8],
];

/// Where flash is short, a row is two words: the lowest twelve bits of the second of the three are free, and the inverse has as few.
#[cfg(target_os = "none")]
const LOG_WORDS: usize = 2;
#[cfg(not(target_os = "none"))]
const LOG_WORDS: usize = 3;

static LOG_TABLE: [[u64; LOG_WORDS]; 64] = {
    let mut table = [[0; LOG_WORDS]; 64];
    let mut row = 0;
    while row < table.len() {
        let [inverse, high, low] = LOG_ROWS[row];
        let words: &mut [u64] = &mut table[row];
        if let [packed, rest] = words {
            let short = (inverse - LEAST_INVERSE) >> INVERSE_AT;
            assert!(
                high & 0xfff == 0
                    && short <= 0xfff
                    && short << INVERSE_AT == inverse - LEAST_INVERSE
            );
            (*packed, *rest) = (high | short, low);
        } else {
            words.copy_from_slice(&LOG_ROWS[row]);
        }
        row += 1;
    }
    table
};

/// Not above the bits of any inverse.
const LEAST_INVERSE: u64 = 0.5f64.to_bits();
/// The lowest place of the inverses.
const INVERSE_AT: u32 = 43;

/// A row of [`LOG_ROWS`].
#[inline(always)]
pub(super) fn log_row(row: usize) -> [f64; 3] {
    let words: &[u64] = &LOG_TABLE[row & 63];
    let [inverse, high, low] = match *words {
        [packed, low] => [LEAST_INVERSE + ((packed & 0xfff) << INVERSE_AT), packed & !0xfff, low],
        [inverse, high, low] => [inverse, high, low],
        _ => [0; 3],
    };
    [f64::from_bits(inverse), f64::from_bits(high), f64::from_bits(low)]
}
/// For each i of 64: bits of the relative rest of 2^(i/64), and of 2^(i/64) less i << 46, so that adding a count of 64ths
/// of an octave, shifted by 46, gives the exponent too.
pub(super) static EXP_TABLE: [[u64; 2]; 64] = [
    [0x0000_0000_0000_0000, 0x3ff0_0000_0000_0000],
    [0xbc71_6013_9cd8_dc5d, 0x3fef_ec9a_3e77_8061],
    [0x3c8c_d252_3567_f613, 0x3fef_d9b0_d315_8574],
    [0x3c60_f74e_61e6_c861, 0x3fef_c745_1875_9bc8],
    [0x3c97_9aa6_5d83_7b6c, 0x3fef_b558_6cf9_890f],
    [0x3c3e_be3d_702f_9cd1, 0x3fef_a3ec_32d3_d1a2],
    [0xbc95_5652_2a2f_bd0e, 0x3fef_9301_d012_5b51],
    [0xbc91_c923_b9d5_f416, 0x3fef_829a_aea9_2de0],
    [0xbc80_1b15_eaa5_9348, 0x3fef_72b8_3c7d_517b],
    [0x3c8b_898c_3f13_53bf, 0x3fef_635b_eb6f_cb75],
    [0x3c9a_ecf7_3e3a_2f5f, 0x3fef_5487_3168_b9aa],
    [0x3c8a_6f41_44a6_c38c, 0x3fef_463b_8862_8cd6],
    [0x3c96_8efd_e3a8_a893, 0x3fef_387a_6e75_6238],
    [0x3c80_472b_981f_e7f2, 0x3fef_2b45_65e2_7cdd],
    [0x3c82_f7e1_6d09_ab31, 0x3fef_1e9d_f51f_dee1],
    [0x3c8b_3782_720c_0ab3, 0x3fef_1285_a6e4_030b],
    [0x3c83_4d75_4db0_abb6, 0x3fef_06fe_0a31_b715],
    [0x3c8f_dd39_5dd3_f84a, 0x3fee_fc08_b264_16ff],
    [0xbc92_4aed_cc4b_5069, 0x3fee_f1a7_373a_a9cb],
    [0xbc71_d1e8_3e94_36d2, 0x3fee_e7db_34e5_9ff7],
    [0x3c85_9f48_a72a_4c6c, 0x3fee_dea6_4c12_3422],
    [0xbc58_a78f_4817_895b, 0x3fee_d60a_21f7_2e2a],
    [0x3c43_63ed_60c2_ac11, 0x3fee_ce08_6061_892d],
    [0x3c6e_cce1_daa1_0379, 0x3fee_c6a2_b5c1_3cd0],
    [0x3c76_90ce_bb7a_afb0, 0x3fee_bfda_d536_2a27],
    [0xbc8f_9434_0071_a38f, 0x3fee_b9b2_769d_2ca7],
    [0xbc78_dec6_bd0f_3860, 0x3fee_b42b_569d_4f82],
    [0x3c93_3505_18fd_d78d, 0x3fee_af47_36b5_27da],
    [0x3c90_63e1_e21c_5409, 0x3fee_ab07_dd48_5429],
    [0x3c94_32e6_2b64_c035, 0x3fee_a76f_15ad_2148],
    [0xbc8c_33c5_3bef_4da8, 0x3fee_a47e_b03a_5585],
    [0xbc93_cedd_7856_5858, 0x3fee_a238_8255_2225],
    [0xbc93_b3ef_bf5e_2229, 0x3fee_a09e_667f_3bcd],
    [0xbc63_67ef_b86d_a9ee, 0x3fee_9fb2_3c65_1a2f],
    [0xbc78_1f64_7e5a_3ecf, 0x3fee_9f75_e8ec_5f74],
    [0xbc86_1932_1e55_e68a, 0x3fee_9feb_5642_67c9],
    [0xbc7b_32dc_b94d_a51d, 0x3fee_a114_73eb_0187],
    [0x3c65_ebe1_abd6_6c55, 0x3fee_a2f3_36cf_4e62],
    [0xbc93_69b6_f13b_3734, 0x3fee_a589_994c_ce13],
    [0xbc94_d450_d872_576e, 0x3fee_a8d9_9b44_92ed],
    [0x3c8d_b72f_c1f0_eab4, 0x3fee_ace5_422a_a0db],
    [0x3c7b_f683_59f3_5f44, 0x3fee_b1ae_9915_7736],
    [0xbc5d_a9b8_8b6c_1e29, 0x3fee_b737_b0cd_c5e5],
    [0xbc92_4343_22f4_f9aa, 0x3fee_bd82_9fde_4e50],
    [0x3c71_affc_2b91_ce27, 0x3fee_c491_82a3_f090],
    [0xbc87_c504_2262_2263, 0x3fee_cc66_7b5d_e565],
    [0xbc91_bbd1_d3bc_bb15, 0x3fee_d503_b23e_255d],
    [0x3c84_6984_6e73_5ab3, 0x3fee_de6b_5579_fdbf],
    [0x3c8c_1a77_92cb_3386, 0x3fee_e89f_995a_d3ad],
    [0xbc55_c3d9_56dc_aeba, 0x3fee_f3a2_b84f_15fb],
    [0xbc68_d6f4_38ad_9334, 0x3fee_ff76_f2fb_5e47],
    [0x3c74_ffd7_0a5f_ddcd, 0x3fef_0c1e_904b_c1d2],
    [0x3c73_6eae_30af_0cb3, 0x3fef_199b_dd85_529c],
    [0x3c84_e08f_d109_59ac, 0x3fef_27f1_2e57_d14b],
    [0x3c67_6b2c_6c92_1968, 0x3fef_3720_dcef_9069],
    [0xbc8f_ad5d_3fff_fa6f, 0x3fef_472d_4a07_897c],
    [0x3c74_a385_a63d_07a7, 0x3fef_5818_dcfb_a487],
    [0x3c8e_5a50_d5c1_92ac, 0x3fef_69e6_03db_3285],
    [0xbc82_d521_07b4_3e1f, 0x3fef_7c97_337b_9b5f],
    [0x3c74_b604_603a_88d3, 0x3fef_902e_e78b_3ff6],
    [0xbc8f_f712_8fd3_91f1, 0x3fef_a4af_a2a4_90da],
    [0x3c8e_c3bc_41aa_2008, 0x3fef_ba1b_ee61_5a27],
    [0x3c8a_64a9_31d1_85ed, 0x3fef_d076_5b6e_4540],
    [0x3c77_893b_4d91_cd9c, 0x3fef_e7c1_819e_90d8],
];
