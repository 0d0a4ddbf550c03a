// Registers libavcodec in software as mediabunny's decoder, as a side effect of the import.
import { registerMediabunnyServer } from '@mediabunny/server';
import { registerDecoder } from 'mediabunny';
import { LibavVideoDecoder } from './libav-decoder.ts';

// The first decoder that supports a codec is used, so this comes before the rest of @mediabunny/server
// (ProRes).
registerDecoder(LibavVideoDecoder);
registerMediabunnyServer({ hardwareContext: null });
