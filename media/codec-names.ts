/** The common names of codecs that cannot be decoded everywhere, by the beginning of the name in the file. */
const NAMES: readonly (readonly [start: string, name: string])[] = [
  // H.264 and its relatives, as mediabunny calls them
  ['avc', 'H.264'],
  ['hevc', 'HEVC'],
  ['vp8', 'VP8'],
  ['vp9', 'VP9'],
  ['av1', 'AV1'],
  ['prores', 'ProRes'],
  // sample entries of MP4 and QuickTime
  ['mp4v', 'MPEG-4 part 2'],
  ['xvid', 'MPEG-4 part 2'],
  ['dx50', 'MPEG-4 part 2'],
  ['m1v', 'MPEG-1 video'],
  ['m2v', 'MPEG-2 video'],
  ['mx', 'MPEG-2 video'],
  ['hdv', 'MPEG-2 video'],
  ['xdv', 'MPEG-2 video'],
  ['mjp', 'Motion JPEG'],
  ['jpeg', 'Motion JPEG'],
  ['ap4', 'ProRes'],
  ['apc', 'ProRes'],
  ['aprn', 'ProRes RAW'],
  ['aprh', 'ProRes RAW'],
  ['avdn', 'DNxHD'],
  ['avdh', 'DNxHR'],
  ['dv', 'DV'],
  ['ffv1', 'FFV1'],
  ['s263', 'H.263'],
  ['h263', 'H.263'],
  ['svq', 'Sorenson Video'],
  ['cvid', 'Cinepak'],
  ['rle ', 'QuickTime Animation'],
  ['vc-1', 'VC-1'],
  ['vvc1', 'H.266'],
  ['vvi1', 'H.266'],
  // names of Matroska
  ['v_mpeg4/iso', 'MPEG-4 part 2'],
  ['v_mpeg4/ms', 'MS MPEG-4'],
  ['v_mpeg1', 'MPEG-1 video'],
  ['v_mpeg2', 'MPEG-2 video'],
  ['v_mpegi/iso/vvc', 'H.266'],
  ['v_mjpeg', 'Motion JPEG'],
  ['v_ffv1', 'FFV1'],
  ['v_prores', 'ProRes'],
  ['v_theora', 'Theora'],
  ['v_dirac', 'Dirac'],
  ['v_uncompressed', 'uncompressed pictures'],
  ['v_ms/vfw', 'a codec of AVI files'],
];

/** The common name of a codec where it is known, otherwise the name in the file. */
export function codecName(inFile: string): string {
  const lower = inFile.toLowerCase();
  return NAMES.find(([start]) => lower.startsWith(start))?.[1] ?? inFile;
}
