; The installer of 定着. Made by installer/setup.py, which gives VERSION, FOUR (the version as four numbers),
; DAY, BUNDLE (the built program), ICON and OUT; SIGN (a command ending with the file) signs what NSIS makes itself.
;
;   teichaku-setup-X.exe                    for the person signed in; no administrator needed
;   teichaku-setup-X.exe /S                 the same without a window
;   teichaku-setup-X.exe /AllUsers [/S]     for everybody on this PC; from an administrator's console
;   … /D=C:\folder                          elsewhere (always the last word, without quotes)
;
; Exit status without a window: 0 done · 2 failed, the former version is in place · 3 the program is running ·
; 4 needs an administrator · 5 installed for everybody already · 6 a newer version is installed

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
!ifdef QUICK
SetCompressor zlib  ; only for the older version that the proof upgrades
!else
SetCompressor /SOLID lzma
SetCompressorDictSize 64  ; megabytes: both programs are nearly the same, and the second then costs nothing
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WordFunc.nsh"

!define NAME "定着"
; The fixed identity: never changes, so that every version finds the one before it.
!define IDENTITY "Teichaku"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${IDENTITY}"
!define PROGRAM "teichaku.exe"
!define COMMAND "teichaku-command.exe"

Name "${NAME}"
OutFile "${OUT}"
InstallDir ""
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${FOUR}"
VIFileVersion "${FOUR}"
VIAddVersionKey /LANG=1041 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1041 "ProductVersion" "${VERSION}（${DAY} ビルド）"
VIAddVersionKey /LANG=1041 "FileDescription" "${NAME}のセットアップ"
VIAddVersionKey /LANG=1041 "FileVersion" "${FOUR}"
VIAddVersionKey /LANG=1041 "CompanyName" "Teichaku"
VIAddVersionKey /LANG=1041 "LegalCopyright" "定着 — 地域生活定着支援センターの業務を支えるプログラム"

!ifdef SIGN
!finalize '${SIGN} "%1"' = 0
!uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "${NAME} ${VERSION} を入れます"
!define MUI_WELCOMEPAGE_TEXT "$R8$\r$\n$\r$\nすでに入っているときは、新しい版に置き換えます。記録したデータには触れません。$\r$\n$\r$\n$R9"
!define MUI_FINISHPAGE_TITLE "${NAME}を使えるようになりました"
!define MUI_FINISHPAGE_TEXT "スタートメニューの「${NAME}」から開きます。$\r$\n$\r$\nはじめて使うときは、事業所の設定から始まります。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "${NAME}を開く"

!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE StayWhereItIs
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Japanese"

Var Everybody   ; "1": for all users of this PC
Var Former      ; the version that is installed, or ""
Var Busy        ; "1": the program runs
Var Aside       ; "1": the former version was put aside and is not yet removed
Var DropData    ; "1": the person said twice that the data goes too

; Sets $Busy when the program runs: it says so itself (installer/start.py), and Windows lets nobody write into a
; program that runs. (Asking for the error flag clears it, so it is not carried from one step to the next.)
!macro TryToWrite FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $8 "${FILE}" a
    ${If} ${Errors}
      StrCpy $Busy "1"
    ${Else}
      FileClose $8
    ${EndIf}
  ${EndIf}
!macroend
!macro AskWhetherItRuns
  StrCpy $Busy ""
  System::Call 'kernel32::OpenMutexW(i 0x00100000, i 0, w "Global\Teichaku.running") p .r8 ?e'
  Pop $9
  ${If} $8 P<> 0
    System::Call 'kernel32::CloseHandle(p r8)'
    StrCpy $Busy "1"
  ${ElseIf} $9 == 5  ; somebody else's
    StrCpy $Busy "1"
  ${EndIf}
  !insertmacro TryToWrite "$INSTDIR\${PROGRAM}"
  !insertmacro TryToWrite "$INSTDIR\${COMMAND}"
  !insertmacro TryToWrite "$INSTDIR\_internal\python3.dll"
!macroend

; Say what is wrong and end with this status; nothing was changed.
!macro Refuse STATUS WORDS
  MessageBox MB_OK|MB_ICONSTOP "${WORDS}" /SD IDOK
  SetErrorLevel ${STATUS}
  Quit
!macroend

Function .onInit
  SetRegView 64
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    StrCpy $Everybody "1"
    UserInfo::GetAccountType
    Pop $2
    ${If} $2 != "Admin"
      !insertmacro Refuse 4 "すべての人のために入れるには、管理者として始める必要があります。何も変えていません。$\r$\n$\r$\n管理者のコマンド プロンプトから /AllUsers を付けて始めてください。自分のためだけなら、/AllUsers なしで始められます。"
    ${EndIf}
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
    ReadRegStr $2 HKLM "${UNINSTALL}" "InstallLocation"
    ${If} $2 != ""
      !insertmacro Refuse 5 "${NAME}は、この PC のすべての人のために、すでに入っています。何も変えていません。$\r$\n$\r$\nスタートメニューの「${NAME}」から使えます。新しい版にするには、PC の管理者に頼んでください。"
    ${EndIf}
  ${EndIf}

  ReadRegStr $2 SHCTX "${UNINSTALL}" "DisplayVersion"
  ${If} $2 != ""
    ${VersionCompare} "$2" "${VERSION}" $3
    ${If} $3 == 1
      !insertmacro Refuse 6 "${NAME}の新しい版（$2）が入っています。古い版（${VERSION}）には戻せません。何も変えていません。$\r$\n$\r$\n新しい版で開いたデータは、古い版では読めないことがあります。"
    ${EndIf}
  ${EndIf}

  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $Everybody == "1"
      StrCpy $INSTDIR "$PROGRAMFILES64\Teichaku"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Teichaku"
    ${EndIf}
  ${EndIf}
  StrCpy $R8 "この PC の、今サインインしている人のために入れます。管理者の権限は要りません。"
  ${If} $Everybody == "1"
    StrCpy $R8 "この PC を使うすべての人のために入れます。"
  ${EndIf}
  StrCpy $R9 "続けるには「次へ」を押してください。"
  ${If} $2 != ""
    StrCpy $Former $2
    StrCpy $R9 "今の版: $2　→　新しい版: ${VERSION}$\r$\n$\r$\n${NAME}が開いていれば、先に終了してください。"
  ${EndIf}
FunctionEnd

; An upgrade goes where the former version lies.
Function StayWhereItIs
  ${If} $Former != ""
    Abort
  ${EndIf}
FunctionEnd

; A folder that holds other things is refused: an uninstallation would take them along.
Function .onVerifyInstDir
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
    ${GetSize} "$INSTDIR" "/G=0" $0 $1 $2
    ${If} $1 != 0
    ${OrIf} $2 != 0
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

; Put the former version aside. It cannot be renamed while it runs: then nothing is changed.
Function PutAside
  ${If} ${FileExists} "$INSTDIR\_internal.old\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\_internal\*.*"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"  ; an upgrade that was cut off
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  again:
  !insertmacro AskWhetherItRuns
  ${If} $Busy == ""
    Call RenameAway
    ${If} $Busy == "1"
      Call PutBack
    ${EndIf}
  ${EndIf}
  ${If} $Busy == "1"
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}が開いています。何も変えていません。$\r$\n$\r$\n${NAME}を終了してから「再試行」を押してください。" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  ${EndIf}
  StrCpy $Aside "1"
FunctionEnd

!macro RenameOne FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
  ${OrIf} ${FileExists} "$INSTDIR\${FILE}\*.*"
    ClearErrors
    Delete "$INSTDIR\${FILE}.old"
    ClearErrors
    Rename "$INSTDIR\${FILE}" "$INSTDIR\${FILE}.old"
    ${If} ${Errors}
      StrCpy $Busy "1"
    ${EndIf}
  ${EndIf}
!macroend

; Sets $Busy where one of them stays.
Function RenameAway
  !insertmacro RenameOne "${PROGRAM}"
  !insertmacro RenameOne "${COMMAND}"
  !insertmacro RenameOne "_internal"
FunctionEnd

; The former version takes its place again.
Function PutBack
  ${If} ${FileExists} "$INSTDIR\_internal.old\*.*"
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}.old"
    Delete "$INSTDIR\${PROGRAM}"
    Rename "$INSTDIR\${PROGRAM}.old" "$INSTDIR\${PROGRAM}"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${COMMAND}.old"
    Delete "$INSTDIR\${COMMAND}"
    Rename "$INSTDIR\${COMMAND}.old" "$INSTDIR\${COMMAND}"
  ${EndIf}
FunctionEnd

Function .onInstFailed
  ${If} $Aside == "1"
    Call PutBack
  ${EndIf}
  SetErrorLevel 2
FunctionEnd

Section
  Call PutAside
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${BUNDLE}\*.*"
  ${If} ${Errors}
    Call PutBack
    MessageBox MB_OK|MB_ICONSTOP "ファイルを書き込めませんでした。前の版があれば、前の版のまま使えます。$\r$\n$\r$\nディスクの空きを確かめて、もう一度始めてください。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\${PROGRAM}.old"
  Delete "$INSTDIR\${COMMAND}.old"
  StrCpy $Aside ""
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 SW_SHOWNORMAL "" "地域生活定着支援センターの記録と報告"
  CreateShortCut "$SMPROGRAMS\${NAME}（練習用センター）.lnk" "$INSTDIR\${PROGRAM}" "demo" "$INSTDIR\${PROGRAM}" 0 SW_SHOWNORMAL "" "架空の人物で試す"

  ; Opening a letter shows the program with the question whether to take it in; nothing is applied by it.
  WriteRegStr SHCTX "Software\Classes\.teichaku" "" "${IDENTITY}.Letter"
  WriteRegStr SHCTX "Software\Classes\${IDENTITY}.Letter" "" "定着の文（封をしたもの）"
  WriteRegStr SHCTX "Software\Classes\${IDENTITY}.Letter\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr SHCTX "Software\Classes\${IDENTITY}.Letter\shell\open\command" "" '"$INSTDIR\${PROGRAM}" --letter "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "Teichaku"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegStr SHCTX "${UNINSTALL}" "BuildDay" "${DAY}"
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
SectionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext current
  ReadRegStr $0 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $0 == $INSTDIR
    StrCpy $Everybody "1"
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      !insertmacro Refuse 4 "すべての人のために入れたものを消すには、管理者として始める必要があります。何も変えていません。"
    ${EndIf}
  ${EndIf}
FunctionEnd

; Data stays. Without a window nobody is asked, so it always stays; with one, two questions say what is lost.
Function un.AskAboutData
  ${If} ${FileExists} "$LOCALAPPDATA\Teichaku\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "記録したデータ（$LOCALAPPDATA\Teichaku）も消しますか。$\r$\n$\r$\nふつうは「いいえ」を選びます。データは残り、もう一度入れれば続きから使えます。$\r$\n$\r$\n記録を正式に廃棄するときは、先にプログラムの中の「データの消去」で証明書を作ってください。" /SD IDNO IDNO kept
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "もう一度確かめます。この PC の記録と控えを、すべて消しますか。$\r$\n$\r$\n消したものは、だれにも戻せません。別の場所（USB、NAS）の控えには触れません。" /SD IDNO IDNO kept
    StrCpy $DropData "1"
    kept:
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.AskAboutData
  again:
  !insertmacro AskWhetherItRuns
  ${If} $Busy == ""
  ${AndIf} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
    ${If} ${Errors}
      StrCpy $Busy "1"
    ${EndIf}
  ${EndIf}
  ${If} $Busy == "1"
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}が開いています。何も消していません。$\r$\n$\r$\n${NAME}を終了してから「再試行」を押してください。" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  ${EndIf}
  ; Only what the installer put there; what somebody else put into the folder stays.
  RMDir /r "$INSTDIR\_internal.old"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\${COMMAND}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"

  ${If} $DropData == "1"
    RMDir /r "$LOCALAPPDATA\Teichaku"
  ${EndIf}
  ${If} $Everybody == "1"
    SetShellVarContext all
  ${EndIf}
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$SMPROGRAMS\${NAME}（練習用センター）.lnk"
  ReadRegStr $0 SHCTX "Software\Classes\.teichaku" ""
  ${If} $0 == "${IDENTITY}.Letter"
    DeleteRegKey SHCTX "Software\Classes\.teichaku"
  ${EndIf}
  DeleteRegKey SHCTX "Software\Classes\${IDENTITY}.Letter"
  DeleteRegKey SHCTX "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
