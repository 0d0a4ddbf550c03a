import { z } from 'zod';

/**
 * The prompts file of the command line: the objects, and their boxes on at least one frame each.
 * `box` is [x, y, width, height] in pixels of the displayed frame; `object` numbers the object through the
 * video, from 1. `keepMargins` on any box of an object keeps its margins on all frames: the boxes may be wider than
 * the object.
 */
export const promptsFileSchema = z.object({
  classes: z.array(z.string()).min(1),
  prompts: z
    .array(
      z.object({
        frame: z.int(),
        class: z.string(),
        object: z.int().min(1),
        box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        keepMargins: z.boolean().optional(),
      }),
    )
    .min(1),
});
export type PromptsFile = Readonly<z.infer<typeof promptsFileSchema>>;
