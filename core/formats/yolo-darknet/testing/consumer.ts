import { checkSplit, linesOf, textOf, type Consume } from '../../testing/consumed-dataset.ts';
import { readImage } from '../../yolo/testing/yolo-files.ts';

/**
 * Reads a darknet dataset as AlexeyAB's darknet does (option_list.c: blanks are stripped from obj.data;
 * data.c: the label file is the image's path with another extension) started in the archive's root.
 */
export const consume: Consume = (files) => {
  const faults: string[] = [];
  const options = new Map(
    linesOf(textOf(files, 'obj.data')).map((line) => {
      const [key = '', value = ''] = line.replace(/\s/g, '').split('=');
      return [key, value] as const;
    }),
  );
  const names = linesOf(textOf(files, options.get('names') ?? ''));
  if (Number(options.get('classes')) !== names.length)
    faults.push(`classes is ${options.get('classes')}, names ${names.length}`);
  if (new Set(names).size !== names.length) faults.push('two classes have the same name');
  if (!options.get('backup')) faults.push('no backup folder is named');
  const images = (['train', 'valid', 'test'] as const).flatMap((key) => {
    const list = options.get(key);
    if (list === undefined) {
      if (key !== 'test') faults.push(`obj.data has no ${key}`);
      return [];
    }
    const paths = linesOf(textOf(files, list));
    if (paths.length === 0) faults.push(`${key} is empty`);
    return paths.map((path) => {
      if (/\/(images|JPEGImages|raw)\//.test(path))
        faults.push(`darknet looks for the labels of ${path} in another folder`);
      const target = {
        path,
        labelPath: path.replace(/\.[^.]+$/, '.txt'),
        split: key === 'valid' ? ('val' as const) : key,
      };
      return readImage(files, { ...target, classes: names.length }, faults);
    });
  });
  checkSplit(images, images.length === 2 && images[0]?.path === images[1]?.path, faults);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { names, images };
};
