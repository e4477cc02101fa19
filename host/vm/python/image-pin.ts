/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '22dc5b33f8389d2d4ad1bdcee50af87e142609f4be6eb637f7ffbe269197c73b';
