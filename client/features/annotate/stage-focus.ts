/** The frame view, while it is on the page. */
let stage: SVGSVGElement | null = null;

/** Says where the frame view is; for its `ref`. */
export function registerStage(element: SVGSVGElement | null): void {
  stage = element;
}

/** Gives the focus to the frame view, so that keys are shortcuts again; out of fields where there is none. */
export function focusStage(): void {
  if (stage) stage.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
