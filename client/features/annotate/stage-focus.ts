/** The frame view, while it is on the page. */
let stage: SVGSVGElement | null = null;

/** Registers the frame view; used as its `ref`. */
export function registerStage(element: SVGSVGElement | null): void {
  stage = element;
}

/** Focuses the frame view, so that keys are shortcuts again; without one it takes the focus out of the field. */
export function focusStage(): void {
  if (stage) stage.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
