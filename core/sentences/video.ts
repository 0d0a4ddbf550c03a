/** English sentences about opening and reading videos and folders of images: see `english.ts`. */
export const VIDEO_SENTENCES = {
  'video_empty.file': '"{name}" is empty.',
  'video_empty.folder': 'The folder "{name}" has no JPEG, PNG or WebP images.',
  'video_unreadable.format':
    '"{name}" is not a video file that can be read here (MP4, MOV, WebM, MKV and MPEG-TS can).',
  'video_unreadable.file_or_folder': '"{path}" is neither a file nor a folder.',
  'video_unreadable.file': '"{name}" cannot be opened: this user may not read it, or it is gone.',
  'video_unreadable.image': 'The image "{name}" cannot be read; it may be damaged.',
  'video_unreadable.image_sizes':
    'All images of a folder must have one size: "{name}" is {width} × {height} but "{first}" is {firstWidth} × {firstHeight}.',
  'video_unreadable.many_frames': '"{name}" has more than {count} frames, and so many cannot be read here.',
  'video_unreadable.many_tracks': '"{name}" has more than {count} tracks, and so many cannot be read here.',
  'video_unreadable.long_lists':
    '"{name}" has lists of more than {megabytes} MB about its frames, too long to be read here.',
  'video_unreadable.large_pictures':
    '"{name}" claims pictures of {width} × {height} pixels, too large to be read here.',
  'video_no_track.sound': '"{name}" has sound but no picture: there is nothing to label.',
  'video_no_track.picture': '"{name}" has no picture: there is nothing to label.',
  'video_unsupported_codec.file':
    '"{name}" is compressed with a codec that cannot be decoded here ({codec}); convert it to H.264 or VP9 first.',
  'video_unsupported_codec.sample_clip': 'This browser cannot make the sample clip.',
  'video_encrypted.file': '"{name}" is copy-protected (encrypted): its pictures cannot be read.',
  'video_truncated.no_frame': '"{name}" has no frame that can be shown: it is damaged or was cut off.',
  'video_truncated.frame_list':
    '"{name}" was cut off, or its recording was never finished: the list of its frames is missing.',
  'video_truncated.last_frames': '"{name}" was cut off: its last frames are missing.',
  'video_truncated.contents':
    '"{name}" is damaged or was cut off: its contents end or break before the video can be read.',
  'video_truncated.claimed_frames': '"{name}" is damaged: it claims {count} frames, more than its bytes can hold.',
  'video_truncated.claimed_entries':
    '"{name}" is damaged: a list in it claims {count} entries, more than its bytes can hold.',
  'video_truncated.different_counts':
    '"{name}" is damaged: one list in it tells of {count} frames, another one of {frames}.',
  'video_decode_failed.frame': 'Frame {frame} of the video cannot be decoded.',
  'video_decode_failed.frame_missing': 'Frame {frame} of the video cannot be decoded; the file may be damaged there.',
  'video_decode_failed.at_frame': 'The video could not be decoded at frame {frame}; the file may be damaged there.',
  'video_decode_failed.no_answer': 'The video decoder stopped answering at frame {frame}.',
  'video_decode_failed.other_frame': 'Frame {frame} came where another one was asked for.',
  'video_decode_failed.ended_early': 'The video ended before its last labelled frame.',
  'video_decode_failed.frame_released': 'Frame {frame} has been released already.',
  'video_decode_failed.closed': 'The video has been closed.',
  'video_decode_failed.images_closed': 'The folder of images has been closed.',
  'video_decode_failed.none_open': 'No video is open.',
  'frame_out_of_range.video': 'The video has no frame {frame}.',
  'frame_out_of_range.video_frames': 'The video has no frame {frame}; its frames are 0 to {last}.',
  'frame_out_of_range.images': 'The folder has no image {frame}; its images are 0 to {last}.',
  'file_not_found.file_or_folder': 'There is no file or folder "{path}".',
  'upload_damaged.video': 'The video did not arrive as it was sent. Send it again.',
} as const;
