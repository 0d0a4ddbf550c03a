import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import classes from './datasets.module.css';

/** A preview drawn by the server, or a word where it is missing. */
export function Preview({ address, alt }: { address: string; alt: string }) {
  const [failed, setFailed] = useState(false);
  if (failed)
    return (
      <span className={classes['noPicture']}>
        <ImageOff size={20} aria-hidden />
        {datasetTexts.imageFailed}
      </span>
    );
  return <img className={classes['picture']} src={address} alt={alt} loading="lazy" onError={() => setFailed(true)} />;
}
