/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = '3cb57c1bb4cd67717496c56d5b297153413ec44cbcbccb8381eef0590d172e5d';
