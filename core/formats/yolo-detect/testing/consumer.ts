import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { checkSplit, textOf, type Consume } from '../../testing/consumed-dataset.ts';
import { readImage } from '../../yolo/testing/yolo-files.ts';

const dataYamlSchema = z.object({
  path: z.string(),
  train: z.string(),
  val: z.string(),
  test: z.string().optional(),
  names: z.record(z.string().regex(/^\d+$/), z.string().min(1)),
});

/**
 * Reads an Ultralytics detection dataset with the checks of its own loader (ultralytics/data/utils.py:
 * check_det_dataset, img2label_paths, verify_image_label), and stricter: one data.yaml, every image with its
 * own label file, six decimals, boxes inside the frame, parts of the split apart and in time order.
 */
export const consume: Consume = (files) => {
  const faults: string[] = [];
  const yamls = [...files.keys()].filter((path) => path.endsWith('.yaml'));
  if (yamls.join() !== 'data.yaml') faults.push(`one data.yaml is wanted at the root, found: ${yamls.join()}`);
  const text = textOf(files, 'data.yaml');
  const data = dataYamlSchema.parse(parseYaml(text));
  // PyYAML reads YAML 1.1: both versions must give the same.
  if (JSON.stringify(parseYaml(text, { version: '1.1' })) !== JSON.stringify(parseYaml(text)))
    faults.push('YAML 1.1 differs');
  // An absolute path, "." or a folder name would be looked up elsewhere once the archive is moved.
  if (data.path !== '') faults.push(`path is ${JSON.stringify(data.path)}`);
  const names = namesOf(data.names, faults);
  const images = (['train', 'val', 'test'] as const).flatMap((split) => {
    const folder = data[split];
    if (folder === undefined) return [];
    const paths = [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
    if (paths.length === 0) faults.push(`${split} is empty`);
    return paths.map((path) => {
      const labelPath = `/${path}`
        .replace(/^(.*)\/images\//, '$1/labels/')
        .replace(/\.[^.]+$/, '.txt')
        .slice(1);
      return readImage(files, { path, labelPath, split, classes: names.length }, faults);
    });
  });
  checkSplit(images, data.val === data.train, faults);
  const labelFiles = [...files.keys()].filter((path) => path.startsWith('labels/')).length;
  const distinctImages = new Set(images.map(({ path }) => path)).size;
  if (labelFiles !== distinctImages) faults.push(`${labelFiles} label files for ${distinctImages} images`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { names, images };
};

function namesOf(byIndex: Readonly<Record<string, string>>, faults: string[]): string[] {
  const names = Object.values(byIndex);
  if (Object.keys(byIndex).join() !== names.map((_, index) => index).join()) faults.push('class numbers have gaps');
  if (names.length === 0) faults.push('there is no class');
  if (new Set(names).size !== names.length) faults.push('two classes have the same name');
  return names;
}
