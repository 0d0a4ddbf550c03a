import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { datasetPrice } from '../../../core/dataset/price.ts';
import { exportedFrames } from '../../../core/export/plan.ts';
import { datasetSpecSchema } from '../../../core/schema/dataset-spec.ts';
import { serverInfoQuery } from '../../lib/dataset-queries.ts';
import { datasetTexts } from '../../lib/dataset-texts.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import classes from './export.module.css';
import { useExportStore } from './export-controller.ts';

/** What the dataset would cost as it stands, by the same function that the server prices it with. */
export function PriceEstimate() {
  const project = useProjectStore((state) => state.project);
  const timestamps = useVideoStore((state) => state.timestamps);
  const { format, skipLostFrames } = useExportStore((state) => state.choices);
  const { data: info } = useQuery(serverInfoQuery);
  const frames = useMemo(() => {
    if (!project || project.tracks.length === 0) return 0;
    const spec = datasetSpecSchema.parse({ name: project.name, format, skipLostFrames });
    return exportedFrames(project, spec, timestamps).length;
  }, [project, timestamps, format, skipLostFrames]);
  if (!info || !project || frames === 0) return null;
  const classCount = project.classes.length;
  const price = formatMoney(datasetPrice(frames, classCount, info.pricing), info.pricing.currency);
  const [framesText, classesText] = [formatCount(frames, 'frame'), formatCount(classCount, 'class', 'classes')];
  return <p className={classes['note']}>{datasetTexts.estimate(framesText, classesText, price)}</p>;
}
