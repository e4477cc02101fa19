/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '6a78e6e99dbc18a580c58ac9632198285829c72ae30b700cb3accd462b28b567';
