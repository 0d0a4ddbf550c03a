const EMBEDDED_ALONE = 'the embedded database is for one process, and the server works on jobs itself';
const RIGHT_DATABASE = 'bring the right database back (DATABASE_URL, DATA_DIR, a backup)';
const START_EMPTY = 'start once with --accept-empty-database (ACCEPT_EMPTY_DATABASE=1)';
const WHAT_TO_DO = `${RIGHT_DATABASE}, or ${START_EMPTY}, which puts these files aside and deletes none` as const;
const UNKNOWN_FILES = `whose files are in {place} (unknown: {files} files, {megabytes} MB): ${WHAT_TO_DO}` as const;
const NEW_TOKEN = 'make one on your account page and run "vdf login"';
const SEVERAL_SERVERS = '(several servers at once need PostgreSQL, see DATABASE_URL)';
const OTHER_FOLDER = `stop it, or choose another folder with DATA_DIR ${SEVERAL_SERVERS}` as const;
const NO_OBJECT = 'the masks of its labelled frames ({frames}) show no object';

/**
 * English sentences about arguments, settings and files of the command line and the server process: see
 * `english.ts`.
 */
export const COMMAND_LINE_SENTENCES = {
  // the server process
  'arguments_invalid.setting': 'The setting {variable} is wrong: {detail}.',
  'arguments_invalid.signing_keys':
    'The setting JWT_PRIVATE_KEYS is wrong: RSA private keys of at least 2048 bits in PEM form are wanted.',
  'arguments_invalid.worker_database': `A worker of its own needs PostgreSQL (set DATABASE_URL): ${EMBEDDED_ALONE}.`,
  'arguments_invalid.server': 'The server takes one argument, --accept-empty-database, and not this: {given}.',
  'arguments_invalid.port_in_use':
    'Port {port} is already in use: stop the program that uses it or choose another, as in PORT=8001 npm start.',
  'arguments_invalid.port_forbidden': 'Port {port} may not be used by this user: choose one above 1023.',
  'arguments_invalid.port': 'The server cannot listen on port {port}: {detail}.',
  'data_folder_in_use.folder': `The data folder {folder} is in use by another server: ${OTHER_FOLDER}.`,
  'files_unknown.all': `The database knows none of the {unknown} datasets, videos and jobs ${UNKNOWN_FILES}.`,
  'files_unknown.most': `The database knows only {known} of the {all} datasets, videos and jobs ${UNKNOWN_FILES}.`,
  'files_unknown.no_database': `There is no database in {folder}, but there are files in {place}: ${WHAT_TO_DO}.`,
  // arguments and files
  'arguments_invalid.no_terminal_password': 'There is no terminal to type the password on: set {variable}.',
  'arguments_invalid.no_terminal_token': 'There is no terminal to type the token on: set {variable}.',
  'arguments_invalid.account_field': 'The {field} is wrong: {detail}.',
  'arguments_invalid.prompts_count': '{videos} videos want one --prompts for all, or one each; there are {prompts}.',
  'arguments_invalid.folder_to_send': '"{path}" is a folder: only video files can be sent to a server.',
  'arguments_invalid.server_address': '"{address}" is no address of a server, such as https://forge.example.org.',
  'arguments_invalid.job_id': '"{id}" is no id of a job: vdf jobs lists them.',
  'arguments_invalid.dataset_name': '{count} datasets are named "{name}": name one by its id ({ids}).',
  'file_not_found.prompts': 'The prompts file "{path}" cannot be read.',
  'file_not_found.file': 'There is no file "{path}".',
  'file_not_found.readable': 'There is no file "{path}" that can be read.',
  'file_write_failed.folder': '{path} could not be written: its folder does not exist or is read-only.',
  'prompts_invalid.not_json': 'The prompts file "{path}" is not JSON: {detail}.',
  // a server from the command line
  'not_signed_in.server': 'You are not signed in to {server}: run "vdf login --server {server}" first.',
  'not_signed_in.credentials': '{path} is damaged: remove it and run "vdf login" again.',
  'not_signed_in.token_refused': `The access token for {server} is wrong, expired or revoked: ${NEW_TOKEN}.`,
  'file_write_failed.credentials': 'The sign-in could not be kept in {path}.',
  'server_unreachable.server': 'The server {server} cannot be reached.',
  'server_unreachable.upload': 'The server at {server} cannot be reached.',
  'server_unreachable.other_program': '{server} answers, but it is no Vision Data Forge server.',
  'server_unreachable.broke_off': 'The connection broke before everything had come: try again.',
  'not_found.dataset_name': 'There is no dataset named "{name}" in your account.',
  'archive_invalid.download': 'The archive came in damaged: its SHA-256 is another one. Try again.',
  'upload_damaged.shorter': 'The file became shorter while it was being sent.',
  // the DAVIS benchmark
  'arguments_invalid.none_to_evaluate': 'Every sampled frame of {sequence} is labelled; none is left to evaluate.',
  'prompts_invalid.empty_masks': `There is nothing to start from in "{sequence}": ${NO_OBJECT}.`,
  'frame_out_of_range.sequence': '{sequence} has no frame {frame}.',
  'file_not_found.sequence': 'There is no sequence "{sequence}" in {folder}; it has {present}.',
  'file_not_found.no_sequence': 'There is no sequence in {folder}.',
  'file_not_found.mask_of_image': '{image} has no mask {mask} in {folder}.',
  'file_not_found.mask': 'The mask {path} cannot be read.',
  'file_not_found.davis_folder': 'There is no folder {folder}; a DAVIS folder has JPEGImages and Annotations.',
  'video_unreadable.mask_size':
    'The mask {path} is {width} × {height} pixels, but its image is {imageWidth} × {imageHeight}.',
} as const;
