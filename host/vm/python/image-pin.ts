/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'eb402ae8a7ad1bee948ca70c3eb1e820e26dc545651f4c536013819640c5696b';
