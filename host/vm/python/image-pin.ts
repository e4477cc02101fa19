/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '91e17d3b242a4d4a833000d96230c722afae651305360108c353f8500b026229';
