// Makes mediabunny decode with libavcodec in software, for whoever imports this.
import { registerMediabunnyServer } from '@mediabunny/server';
import { registerDecoder } from 'mediabunny';
import { LibavVideoDecoder } from './libav-decoder.ts';

// The first decoder that takes a codec is used, so this comes before the rest of @mediabunny/server (ProRes).
registerDecoder(LibavVideoDecoder);
registerMediabunnyServer({ hardwareContext: null });
