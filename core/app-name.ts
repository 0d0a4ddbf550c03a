/** Names the app on the page, in the command line's help and in the metadata of datasets. */
export const APP_NAME = 'Vision Data Forge';
